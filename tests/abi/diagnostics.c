// SPDX-License-Identifier: Apache-2.0
// What Reprise says when it is asked to explain goes to standard error or a file, and never into a file of the
// program's that has the same number by now. OpenSSL says nothing.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "abi_test.h"
#include "pair.h"

// A connection whose session is not resumed, which is worth a line. The first context decides where that goes.
static void tell_something(void) {
  struct ends ends = ends_new(TLS1_2_VERSION);
  SSL_CTX *stranger = server_ctx(TLS1_2_VERSION);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  EXPECT_INT(0, resumes(ends.client, stranger, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(stranger);
  ends_free(&ends);
}

static long size_of(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 ? (long)found.st_size : -1;
}

// A path of our own in a folder of our own.
static const char *new_path(void) {
  static char folder[] = "/tmp/abi-diagnostics-XXXXXX", path[64];
  if (mkdtemp(folder) == NULL) abort();
  snprintf(path, sizeof path, "%s/file", folder);
  return path;
}

static void remove_path(const char *path) {
  unlink(path);
  *strrchr((char *)path, '/') = 0;
  rmdir(path);
}

// `flags` of the file that is open as descriptor 2 while something is told. Returns how much it then has.
static long told_to_descriptor_two(int flags) {
  const char *path = new_path();
  const int kept = dup(2);
  setenv("REPRISE_EXPLAIN", "1", 1);
  close(2);
  EXPECT_INT(2, open(path, O_WRONLY | O_CREAT | flags, 0600));
  tell_something();
  dup2(kept, 2);
  const long size = size_of(path);
  remove_path(path);
  return size;
}

CASE(not_into_data, "nothing is written to a file of the program's that is descriptor 2") {
  EXPECT_INT(0, told_to_descriptor_two(0));
}

CASE(into_a_log, "a log that the program put at descriptor 2 is written to") {
  EXPECT_TRUE(told_to_descriptor_two(O_APPEND) > 0 || !abi_on_reprise());
}

CASE(pipe_without_reader, "a pipe that nobody reads, named as the file, keeps nobody waiting") {
  const char *path = new_path();
  REQUIRE(mkfifo(path, 0600) == 0);
  setenv("REPRISE_EXPLAIN", path, 1);
  alarm(60);
  tell_something();
  alarm(0);
  remove_path(path);
}

// SPDX-License-Identifier: Apache-2.0
// Processes: a context made before fork works in both, and contexts may be freed at any point of exit.
#include "abi_test.h"
#include "pair.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// Runs `body` in a child and returns its exit status, or -1.
static int in_child(void (*body)(void)) {
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    body();
    exit(0);
  }
  if (child < 0 || waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static SSL_CTX *client, *server;
static SSL_SESSION *session;

static void resume_in_child(void) {
  if (resumes(client, server, session) != 1) _exit(3);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(context_across_fork, "contexts and a session made before fork resume in child and parent") {
  client = client_ctx(version);
  server = server_ctx(version);
  session = session_from(client, server);
  EXPECT_INT(0, in_child(resume_in_child));
  EXPECT_INT(0, in_child(resume_in_child));
  EXPECT_INT(1, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static unsigned char random_out[32];
static int to_parent[2];

static void report_random(void) {
  struct pair pair = pair_new(client, server);
  if (!pair_handshake(&pair)) _exit(3);
  SSL_get_client_random(pair.client, random_out, sizeof random_out);
  if (write(to_parent[1], random_out, sizeof random_out) != (ssize_t)sizeof random_out) _exit(4);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(randomness_across_fork, "two children of one parent send different client randoms") {
  unsigned char one[32], two[32];
  client = client_ctx(0);
  server = server_ctx(0);
  SSL_SESSION_free(session_from(client, server));
  REQUIRE(pipe(to_parent) == 0);
  EXPECT_INT(0, in_child(report_random));
  EXPECT_INT(0, in_child(report_random));
  EXPECT_INT(32, read(to_parent[0], one, 32));
  EXPECT_INT(32, read(to_parent[0], two, 32));
  EXPECT_TRUE(memcmp(one, two, 32) != 0);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static struct pair open_pair;

static void use_open_pair(void) {
  if (!pair_exchange(&open_pair)) _exit(3);
  pair_shutdown(&open_pair);
  pair_free(&open_pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(connection_across_fork, "a connection made before fork goes on in the child") {
  client = client_ctx(version);
  server = server_ctx(version);
  open_pair = pair_new(client, server);
  REQUIRE(pair_handshake(&open_pair));
  EXPECT_INT(0, in_child(use_open_pair));
  pair_free(&open_pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void free_at_exit(void) {
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void exit_with_handler(void) {
  atexit(free_at_exit);
  client = client_ctx(0);
  server = server_ctx(0);
  session = session_from(client, server);
}

CASE(free_in_atexit,
     "an atexit handler that was registered before the library's first use may free contexts and sessions") {
  EXPECT_INT(0, in_child(exit_with_handler));
}

static void exit_with_late_handler(void) {
  client = client_ctx(0);
  server = server_ctx(0);
  session = session_from(client, server);
  atexit(free_at_exit);
}

CASE(free_in_late_atexit, "an atexit handler that was registered afterwards may free contexts and sessions") {
  EXPECT_INT(0, in_child(exit_with_late_handler));
}

static SSL_CTX *for_destructor;

__attribute__((destructor)) static void free_in_destructor(void) { SSL_CTX_free(for_destructor); }

static void exit_with_destructor(void) {
  for_destructor = server_ctx(0);
  SSL_SESSION *cached = made_session("cached", TLS1_2_VERSION);
  SSL_CTX_add_session(for_destructor, cached);
  SSL_SESSION_free(cached);
}

CASE(free_in_destructor_function, "a destructor of the program may free a context with a filled cache") {
  EXPECT_INT(0, in_child(exit_with_destructor));
}

static void exit_without_freeing(void) {
  // Kept reachable by statics: what a program that just exits leaves behind.
  client = client_ctx(0);
  server = server_ctx(0);
  session = session_from(client, server);
  open_pair = pair_new(client, server);
}

CASE(exit_with_everything_open, "a program may exit with contexts, sessions and connections open") {
  EXPECT_INT(0, in_child(exit_without_freeing));
}

CASE(init_ssl, "OPENSSL_init_ssl returns 1 again and again, with any of the usual options") {
  EXPECT_INT(1, OPENSSL_init_ssl(0, NULL));
  EXPECT_INT(1, OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL));
  EXPECT_INT(1, OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_SSL_STRINGS, NULL));
  EXPECT_INT(1, SSL_library_init());
}

static void clean_up_then_ask(void) {
  client = client_ctx(0);
  SSL_CTX_free(client);
  client = NULL;
  OPENSSL_cleanup();
  ERR_clear_error();
  if (OPENSSL_init_ssl(0, NULL) != 0) _exit(3);
  _exit(0);
}

CASE(after_cleanup, "after OPENSSL_cleanup OPENSSL_init_ssl fails") { EXPECT_INT(0, in_child(clean_up_then_ask)); }

static void clean_up_then_connect(void) {
  char byte;
  client = client_ctx(0);
  server = server_ctx(0);
  open_pair = pair_new(client, server);
  OPENSSL_cleanup();
  if (pair_handshake(&open_pair)) _exit(3);
  if (SSL_write(open_pair.client, "c", 1) > 0) _exit(4);
  if (SSL_read(open_pair.server, &byte, 1) > 0) _exit(5);
  _exit(0);
}

CASE(handshake_after_cleanup, "a handshake that begins after OPENSSL_cleanup, as in a late exit handler, fails") {
  EXPECT_INT(0, in_child(clean_up_then_connect));
}

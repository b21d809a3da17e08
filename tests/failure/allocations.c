// SPDX-License-Identifier: Apache-2.0
// Every allocation fails in turn, in each of a list of tasks that use the library: nothing may crash, hang or leak, and
// a task whose result is not what it should be must have been told so by a call that failed.
//
//   failure_allocations [TASK...]     exits with 0 when all is well
//
// A task runs in a child process, so that a crash is reported with the allocation that led to it. After each failure
// the same task must succeed again. A leak is what grows each time: libcrypto fills caches of its own the first times.
#include <dlfcn.h>
#include <execinfo.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failing_malloc.h"
#include "tasks.h"

// What the children tell of.
struct report {
  long nth;       // the allocation that fails now
  int how;        // enum failing
  long refused;   // failures that a call told of
  long survived;  // failures that had no effect
  long leaks, wrong, broken;
};
static struct report *shared;

static void *shared_memory(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) abort();
  return memory;
}

static void on_crash(int number) {
  void *frames[40];
  printf("FAIL signal %d\n", number);
  fflush(stdout);
  backtrace_symbols_fd(frames, backtrace(frames, 40), STDOUT_FILENO);
  printf("after allocation %ld failed at\n", shared->nth);
  fflush(stdout);
  allocations_describe_failure();
  _exit(100);
}

static void complain(const char *what, long *count) {
  if ((*count)++ > 3) return;
  printf("FAIL %s: allocation %ld, which was asked for at\n", what, shared->nth);
  fflush(stdout);
  allocations_describe_failure();
}

// libcrypto keeps memory for the text of an error in each of the 16 places of its queue, and comes to all in turn.
enum { kTimesThatALeakGrows = 20 };

// One failure. Returns whether there was an allocation to fail.
static int fail_once(const struct task *task, long nth, enum failing how) {
  shared->nth = nth;
  shared->how = how;
  for (int again = 0; again < kTimesThatALeakGrows; again++) {
    const long before = allocations_live();
    alarm(20);
    allocations_arm(nth, how);
    const enum outcome outcome = task->run();
    allocations_disarm();
    const int hit = allocations_failed();
    ERR_clear_error();
    if (!hit) return 0;
    allocations_forget();
    if (outcome == WRONG) complain("a wrong result that no call told of", &shared->wrong);
    if (again == 0) outcome == REFUSED ? shared->refused++ : shared->survived++;
    if (task->run() != DONE) complain("the task fails afterwards", &shared->broken);
    ERR_clear_error();
    if (allocations_live() <= before) return 1;
  }
  complain("a leak", &shared->leaks);
  return 1;
}

static void fail_from(const struct task *task, long nth, enum failing how) {
  signal(SIGSEGV, on_crash);
  signal(SIGABRT, on_crash);
  signal(SIGALRM, on_crash);
  while (fail_once(task, nth, how)) nth++;
  shared->nth = 0;
}

static int run_task(const struct task *task, enum failing how) {
  int crashes = 0;
  for (int i = 0; i < 3; i++) {
    if (task->run() != DONE) {
      printf("FAIL %s does not even work when nothing fails\n", task->name);
      ERR_print_errors_fp(stdout);
      return 0;
    }
  }
  memset(shared, 0, sizeof *shared);
  for (long nth = 1; nth != 0;) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
      fail_from(task, nth, how);
      fflush(NULL);
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 0;
    if (status == 0) break;
    if (++crashes > 20) break;
    nth = shared->nth + 1;
  }
  const int good = crashes == 0 && shared->wrong == 0 && shared->broken == 0 && shared->leaks == 0;
  printf("%s %s, %s: %ld failures told of, %ld without effect; %d crashes, %ld wrong, %ld broken, %ld leaks\n",
         good ? "ok" : "FAIL", task->name, how == FAIL_ONCE ? "one fails" : "all fail from there on", shared->refused,
         shared->survived, crashes, shared->wrong, shared->broken, shared->leaks);
  return good;
}

// With ABI_EXPECT_REPRISE=1 the system's libssl must not be the one under test.
static int right_library(void) {
  Dl_info info = {0};
  if (dladdr(dlsym(RTLD_DEFAULT, "SSL_new"), &info) == 0) return 0;
  printf("libssl: %s\n", info.dli_fname);
  const char *expect = getenv("ABI_EXPECT_REPRISE");
  const int of_system = strncmp(info.dli_fname, "/usr/lib/", 9) == 0 || strncmp(info.dli_fname, "/lib/", 5) == 0;
  return expect == NULL || strcmp(expect, "1") != 0 || !of_system;
}

int main(int argc, char **argv) {
  static const struct task *const lists[] = {handshake_tasks, session_tasks, peer_tasks, setter_tasks};
  int good = 1;
  void *frame[1];
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!right_library()) {
    printf("FAIL Reprise was expected\n");
    return 1;
  }
  backtrace(frame, 1);  // loads what it needs
  shared = shared_memory(sizeof *shared);
  prepare_handshake_tasks();
  prepare_session_tasks();
  prepare_peer_tasks();
  prepare_setter_tasks();
  for (int i = 0; i < 4; i++) {
    for (const struct task *task = lists[i]; task->name != NULL; task++) {
      int wanted = argc < 2;
      for (int arg = 1; arg < argc; arg++) wanted |= strcmp(argv[arg], task->name) == 0;
      if (!wanted) continue;
      good &= run_task(task, FAIL_ONCE);
      good &= run_task(task, FAIL_FOREVER);
    }
  }
  return good ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
#include "abi_test.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// A child leaves with kExpectationFailed when it has printed why; a sanitizer's report ends it with another status.
enum { kSecondsPerCase = 120, kMaxMapLine = 4096, kExpectationFailed = 2, kSkipped = 3 };

static struct abi_case *first_case, *last_case;
static const char *running = "";
static int failures, skipped;

void abi_register(struct abi_case *item) {
  if (last_case == NULL)
    first_case = item;
  else
    last_case->next = item;
  last_case = item;
}

int abi_on_reprise(void) {
  const char *expect = getenv("ABI_EXPECT_REPRISE");
  return expect != NULL && strcmp(expect, "1") == 0;
}

void abi_skip(const char *why) {
  printf("skip %s: %s\n", running, why);
  skipped = 1;
}

static void fail_at(const char *file, int line, const char *what) {
  const char *base = strrchr(file, '/');
  failures++;
  printf("FAIL %s:%d %s: %s: ", base ? base + 1 : file, line, running, what);
}

int abi_check_int(const char *file, int line, const char *what, long long expected, long long got) {
  if (expected == got) return 1;
  fail_at(file, line, what);
  printf("expected %lld got %lld\n", expected, got);
  return 0;
}

int abi_check_str(const char *file, int line, const char *what, const char *expected, const char *got) {
  if (expected == got || (expected != NULL && got != NULL && strcmp(expected, got) == 0)) return 1;
  fail_at(file, line, what);
  printf("expected \"%s\" got \"%s\"\n", expected ? expected : "(null)", got ? got : "(null)");
  return 0;
}

int abi_check_ptr(const char *file, int line, const char *what, const void *expected, const void *got) {
  if (expected == got) return 1;
  fail_at(file, line, what);
  printf("expected %p got %p\n", expected, got);
  return 0;
}

static void print_hex(const unsigned char *bytes, size_t len) {
  for (size_t i = 0; i < len && i < 64; i++) printf("%02x", bytes[i]);
  printf("(%zu)", len);
}

int abi_check_bytes(const char* file, int line, const char* what, const void* expected, size_t expected_len,
                    const void* got, size_t got_len) {
  if (expected_len == got_len && (got_len == 0 || (got != NULL && memcmp(expected, got, got_len) == 0))) return 1;
  fail_at(file, line, what);
  printf("expected ");
  print_hex(expected, expected_len);
  printf(" got ");
  print_hex(got, got == NULL ? 0 : got_len);
  printf("\n");
  return 0;
}

int abi_check_true(const char *file, int line, const char *what, int got) {
  if (got) return 1;
  fail_at(file, line, what);
  printf("expected true\n");
  return 0;
}

int abi_check_reason(const char *file, int line, int reason) {
  const unsigned long error = ERR_peek_error();
  const int same = ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == reason;
  if (!same) {
    char text[256];
    ERR_error_string_n(error, text, sizeof text);
    fail_at(file, line, "the first error on the queue");
    printf("expected reason %d got %s\n", reason, error ? text : "none");
  }
  ERR_clear_error();
  return same;
}

void abi_note_queue(const char *file, int line) {
  char text[256];
  const char *base = strrchr(file, '/');
  for (unsigned long error = ERR_get_error(); error != 0; error = ERR_get_error()) {
    ERR_error_string_n(error, text, sizeof text);
    printf("  at %s:%d the queue holds %s\n", base ? base + 1 : file, line, text);
  }
}

// Exactly one libssl may be mapped, and with ABI_EXPECT_REPRISE=1 it must not be the system's.
static int report_library(void) {
  Dl_info info = {0};
  void *address = dlsym(RTLD_DEFAULT, "SSL_new");
  char mapped[kMaxMapLine] = "", line[kMaxMapLine];
  int different = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    char *path = strchr(line, '/');
    if (path == NULL || strstr(path, "/libssl.so") == NULL) continue;
    path[strcspn(path, "\n")] = 0;
    if (strcmp(mapped, path) == 0) continue;
    different++;
    snprintf(mapped, sizeof mapped, "%s", path);
  }
  if (maps != NULL) fclose(maps);
  if (address == NULL || dladdr(address, &info) == 0) info.dli_fname = "unknown";
  printf("libssl: %s (%s)\n", mapped, info.dli_fname);
  if (different != 1) {
    printf("FAIL %d different libssl are mapped\n", different);
    return 0;
  }
  const int of_system = strncmp(mapped, "/usr/lib/", 9) == 0 || strncmp(mapped, "/lib/", 5) == 0;
  if (abi_on_reprise() && of_system) {
    printf("FAIL Reprise was expected, the system's libssl was loaded\n");
    return 0;
  }
  return 1;
}

static int wanted(const struct abi_case *item, int argc, char **argv) {
  if (argc < 2) return 1;
  for (int i = 1; i < argc; i++)
    if (strstr(item->sentence, argv[i]) != NULL || strstr(item->name, argv[i]) != NULL) return 1;
  return 0;
}

// 0, kSkipped or kExpectationFailed.
static int run_body(const struct abi_case *item, int version) {
  failures = skipped = 0;
  ERR_clear_error();
  if (item->plain != NULL)
    item->plain();
  else
    item->versioned(version);
  ERR_clear_error();
  if (failures != 0) return kExpectationFailed;
  return skipped ? kSkipped : 0;
}

// Runs one case in a child. What run_body() returned, or -1 when the child ended in another way.
static int run_forked(const struct abi_case *item, int version) {
  fflush(NULL);
  const pid_t child = fork();
  if (child == 0) {
    alarm(kSecondsPerCase);
    exit(run_body(item, version));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return -1;
  if (WIFSIGNALED(status))
    printf("FAIL %s: ended by signal %d (%s)\n", running, WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (!WIFEXITED(status)) return -1;
  const int result = WEXITSTATUS(status);
  if (result == 0 || result == kExpectationFailed || result == kSkipped) return result;
  printf("FAIL %s: exit status %d\n", running, result);
  return -1;
}

static int run_case(const struct abi_case *item, int version) {
  char name[512];
  snprintf(name, sizeof name, "%s%s", item->sentence,
           version == TLS1_2_VERSION ? " [TLS 1.2]" : version == TLS1_3_VERSION ? " [TLS 1.3]" : "");
  running = name;
  const int result = getenv("ABI_NO_FORK") != NULL ? run_body(item, version) : run_forked(item, version);
  if (result == 0) printf("ok %s\n", name);
  running = "";
  return result;
}

int main(int argc, char **argv) {
  int run = 0, failed = 0, left_out = 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!report_library()) return 1;
  for (const struct abi_case *item = first_case; item != NULL; item = item->next) {
    if (!wanted(item, argc, argv)) continue;
    const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    for (int i = 0; i < (item->plain != NULL ? 1 : 2); i++, run++) {
      const int result = run_case(item, item->plain != NULL ? 0 : versions[i]);
      left_out += result == kSkipped;
      failed += result != 0 && result != kSkipped;
    }
  }
  printf("%d cases, %d failed, %d skipped\n", run, failed, left_out);
  return failed == 0 ? 0 : 1;
}

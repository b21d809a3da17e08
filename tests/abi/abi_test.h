// SPDX-License-Identifier: Apache-2.0
// The small harness of the ABI programs. A program is a list of cases, each a
// sentence of behaviour; every case runs in a child process of its own, so that a
// crash or a hang is one failed case, and a leak is blamed on the case that made it.
//
//   CASE(new_has_one_reference, "SSL_SESSION_new gives one reference") { ... EXPECT_INT(1, SSL_SESSION_up_ref(s)); ...
//   }
//
// It prints `ok SENTENCE`, `skip SENTENCE: why` or `FAIL file:line SENTENCE: what: expected .. got ..`
// and exits with 0 when all is well. Arguments: words; only cases whose name or
// sentence contains one of them are run. ABI_NO_FORK=1 runs them in this process.
#ifndef ABI_TEST_H
#define ABI_TEST_H

#include <stdio.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stddef.h>
#include <string.h>

struct abi_case {
  const char *name, *sentence;
  void (*plain)(void);
  void (*versioned)(int version);
  struct abi_case *next;
};

void abi_register(struct abi_case *item);

#define ABI_REGISTER_(fn, text, plain_fn, versioned_fn)                                     \
  __attribute__((constructor)) static void fn##_register(void) {                            \
    static struct abi_case item = {#fn, text, plain_fn, versioned_fn, NULL};                \
    abi_register(&item);                                                                    \
  }

// One case; its body follows.
#define CASE(fn, text)                  \
  static void fn(void);                 \
  ABI_REGISTER_(fn, text, fn, NULL)     \
  static void fn(void)

// The same body for TLS 1.2 and for TLS 1.3: `version` is TLS1_2_VERSION or TLS1_3_VERSION.
#define CASE_EACH_VERSION(fn, text)     \
  static void fn(int version);          \
  ABI_REGISTER_(fn, text, NULL, fn)     \
  static void fn(int version)

// True when the environment says that this program runs on Reprise (ABI_EXPECT_REPRISE=1).
int abi_on_reprise(void);

// The expected value where Reprise departs from OpenSSL on purpose; the reason is for the reader.
#define DIFFERS(reason, on_openssl, on_reprise) (abi_on_reprise() ? (on_reprise) : (on_openssl))

// For a case about what Reprise does not have yet, as its first line: on Reprise the case is left there and counts as
// skipped, with the feature that it awaits.
#define AWAITS(feature)                \
  do {                                 \
    if (abi_on_reprise()) {            \
      abi_skip("awaits " feature);     \
      return;                          \
    }                                  \
  } while (0)
void abi_skip(const char *why);

int abi_check_int(const char *file, int line, const char *what, long long expected, long long got);
int abi_check_str(const char *file, int line, const char *what, const char *expected, const char *got);
int abi_check_ptr(const char *file, int line, const char *what, const void *expected, const void *got);
int abi_check_bytes(const char* file, int line, const char* what, const void* expected, size_t expected_len,
                    const void* got, size_t got_len);
int abi_check_true(const char *file, int line, const char *what, int got);
int abi_check_reason(const char *file, int line, int reason);
void abi_note_queue(const char *file, int line);

// Expectations go on after a failure and yield 1 or 0; REQUIRE leaves the case.
#define EXPECT_INT(expected, got) abi_check_int(__FILE__, __LINE__, #got, (long long)(expected), (long long)(got))
#define EXPECT_STR(expected, got) abi_check_str(__FILE__, __LINE__, #got, expected, got)
#define EXPECT_PTR(expected, got) abi_check_ptr(__FILE__, __LINE__, #got, expected, got)
#define EXPECT_NULL(got) abi_check_ptr(__FILE__, __LINE__, #got, NULL, got)
#define EXPECT_BYTES(expected, expected_len, got, got_len) \
  abi_check_bytes(__FILE__, __LINE__, #got, expected, expected_len, got, got_len)
#define EXPECT_TRUE(got) abi_check_true(__FILE__, __LINE__, #got, (got) ? 1 : 0)
#define EXPECT_FALSE(got) abi_check_int(__FILE__, __LINE__, #got, 0, (got) ? 1 : 0)
#define REQUIRE(got)                                              \
  do {                                                            \
    if (!abi_check_true(__FILE__, __LINE__, #got, (got) ? 1 : 0)) { \
      abi_note_queue(__FILE__, __LINE__);                         \
      return;                                                     \
    }                                                             \
  } while (0)
// The earliest error on the queue is of the SSL library and has this reason; the queue is then cleared.
#define EXPECT_REASON(reason) abi_check_reason(__FILE__, __LINE__, reason)

#endif

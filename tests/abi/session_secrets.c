// SPDX-License-Identifier: Apache-2.0
// What is left of a session's secret in the process's memory once the session has been freed: nothing.
#include "abi_test.h"
#include "pair.h"

#include <openssl/pem.h>
#include <stdio.h>

enum { kKeyLen = 48, kMaxLine = 512 };

static const unsigned long kMostOfAHeap = 1ul << 30;  // larger ones are a sanitizer's notes about memory

// The key that is looked for lies in memory in this form alone.
static unsigned char masked[kKeyLen];

static unsigned char mask(size_t i) { return (unsigned char)(0x5A + 7 * i); }

static void remember(const unsigned char *key) {
  for (size_t i = 0; i < kKeyLen; i++) masked[i] = key[i] ^ mask(i);
}

static int is_key(const volatile unsigned char *at) {
  for (size_t i = 0; i < kKeyLen; i++)
    if (at[i] != (masked[i] ^ mask(i))) return 0;
  return 1;
}

// How often the key is found in what this process can write to, but for its stack.
static int copies_in_memory(void) {
  char line[kMaxLine];
  int found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    unsigned long begin, end;
    char rights[5];
    if (sscanf(line, "%lx-%lx %4s", &begin, &end, rights) != 3 || strncmp(rights, "rw", 2) != 0) continue;
    if (strstr(line, "[stack]") != NULL || end - begin > kMostOfAHeap) continue;
    const volatile unsigned char *last = (const volatile unsigned char *)end - kKeyLen;
    for (const volatile unsigned char *at = (const volatile unsigned char *)begin; at <= last; at++)
      if (*at == (masked[0] ^ mask(0)) && is_key(at)) found++;
  }
  if (maps != NULL) fclose(maps);
  return found;
}

static SSL_SESSION *session_with_key(void) {
  unsigned char key[kKeyLen];
  SSL_SESSION *session = made_session("secret", TLS1_2_VERSION);
  for (size_t i = 0; i < kKeyLen; i++) key[i] = (unsigned char)(i * i + 3 * i + 11);
  remember(key);
  SSL_SESSION_set1_master_key(session, key, kKeyLen);
  OPENSSL_cleanse(key, sizeof key);
  return session;
}

CASE(made, "a session that was made, copied and changed leaves no copy of its key") {
  SSL_SESSION *session = session_with_key();
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  EXPECT_TRUE(copies_in_memory() > 0);
  SSL_SESSION_set1_hostname(copy, "a.test");
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
  EXPECT_INT(0, copies_in_memory());
}

CASE(written, "writing and reading a session leaves no copy of its key but the caller's") {
  unsigned char der[512], *out = der;
  SSL_SESSION *session = session_with_key();
  BIO *nowhere = BIO_new(BIO_s_null());
  const int len = i2d_SSL_SESSION(session, &out);
  EXPECT_INT(1, SSL_SESSION_print(nowhere, session));
  EXPECT_INT(1, SSL_SESSION_print_keylog(nowhere, session));
  SSL_SESSION_free(session);
  const unsigned char *in = der;
  SSL_SESSION_free(d2i_SSL_SESSION(NULL, &in, len));
  OPENSSL_cleanse(der, sizeof der);
  BIO_free(nowhere);
  EXPECT_INT(0, copies_in_memory());
}

CASE(written_as_pem, "writing a session as PEM leaves no copy of its key") {
  SSL_SESSION *session = session_with_key();
  BIO *nowhere = BIO_new(BIO_s_null());
  EXPECT_INT(1, PEM_write_bio_SSL_SESSION(nowhere, session));
  SSL_SESSION_free(session);
  BIO_free(nowhere);
  EXPECT_INT(0, copies_in_memory());
}

CASE_EACH_VERSION(handshakes, "after a handshake, a resumption and all that is freed, no copy of the session's key") {
  for (int tickets = 0; tickets < 2; tickets++) {
    unsigned char key[kKeyLen];
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    if (!tickets) SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
    SSL_SESSION *session = session_from(client, server);
    EXPECT_INT(kKeyLen, SSL_SESSION_get_master_key(session, key, kKeyLen));
    remember(key);
    OPENSSL_cleanse(key, sizeof key);
    EXPECT_TRUE(copies_in_memory() > 0);
    EXPECT_INT(1, resumes(client, server, session));
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    // OpenSSL 3.0 leaves some in TLS 1.2.
    if (abi_on_reprise()) EXPECT_INT(0, copies_in_memory());
  }
}

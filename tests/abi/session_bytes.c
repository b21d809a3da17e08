// SPDX-License-Identifier: Apache-2.0
// The command that bounds the memory of a context's session cache. OpenSSL does not know it, and goes on without it
// where a configuration of the system has it.
#include <stdlib.h>
#include <unistd.h>

#include "abi_test.h"
#include "pair.h"

static SSL_CONF_CTX *conf_for(SSL_CTX *ctx, unsigned form) {
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  SSL_CONF_CTX_set_flags(conf, form | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
  return conf;
}

static void add_sessions(SSL_CTX *ctx, int count) {
  for (int i = 0; i < count; i++) {
    char name[24];
    snprintf(name, sizeof name, "session %d", i);
    SSL_SESSION *session = made_session(name, TLS1_2_VERSION);
    SSL_CTX_add_session(ctx, session);
    SSL_SESSION_free(session);
  }
}

CASE(bounds, "SessionCacheBytes bounds the cache by bytes; evictions are counted (Reprise)") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_CONF_CTX *conf = conf_for(ctx, SSL_CONF_FLAG_FILE);
  EXPECT_INT(DIFFERS("our own command", -2, 2), SSL_CONF_cmd(conf, "SessionCacheBytes", "16K"));
  add_sessions(ctx, 200);
  const long held = SSL_CTX_sess_number(ctx), evicted = SSL_CTX_sess_cache_full(ctx);
  EXPECT_INT(200, held + evicted);
  if (abi_on_reprise()) {
    EXPECT_TRUE(held >= 30 && held < 120);
    EXPECT_INT(2, SSL_CONF_cmd(conf, "SessionCacheBytes", "0"));  // no bound
    add_sessions(ctx, 200);
    EXPECT_INT(200, SSL_CTX_sess_number(ctx));
  }
  EXPECT_INT(20480, SSL_CTX_sess_get_cache_size(ctx));  // the bound by number is another
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
}

CASE(words, "SessionCacheBytes takes digits and K, M or G, in files and on command lines (Reprise)") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_CONF_CTX *conf = conf_for(ctx, SSL_CONF_FLAG_FILE);
  const char *good[] = {"1", "4096", "10M", "1G", "17179869183G"};
  const char *bad[] = {"", "M", "-1", "1 M", "1MB", "1m", "0x10", "17179869184G", "99999999999999999999"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    EXPECT_INT(DIFFERS("our own command", -2, 2), SSL_CONF_cmd(conf, "sessioncachebytes", good[i]));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    EXPECT_INT(DIFFERS("our own command", -2, 0), SSL_CONF_cmd(conf, "SessionCacheBytes", bad[i]));
  SSL_CONF_CTX_free(conf);
  conf = conf_for(ctx, SSL_CONF_FLAG_CMDLINE);
  EXPECT_INT(DIFFERS("our own command", -2, 2), SSL_CONF_cmd(conf, "-session_cache_bytes", "1M"));
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
}

CASE(in_the_system_file, "in openssl.cnf it holds for every context; OpenSSL passes over it") {
  char path[] = "/tmp/session_bytes.XXXXXX";
  const int fd = mkstemp(path);
  REQUIRE(fd >= 0);
  dprintf(fd, "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = all\n[all]\n"
              "SessionCacheBytes = 16K\nMinProtocol = TLSv1.3\n");
  close(fd);
  setenv("OPENSSL_CONF", path, 1);
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  REQUIRE(ctx != NULL);
  EXPECT_INT(TLS1_3_VERSION, SSL_CTX_get_min_proto_version(ctx));  // the file was read to its end
  add_sessions(ctx, 200);
  EXPECT_INT(DIFFERS("our own command", 1, 0), SSL_CTX_sess_number(ctx) == 200);
  SSL_CTX_free(ctx);
  unlink(path);
}

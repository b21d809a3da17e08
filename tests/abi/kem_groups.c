// SPDX-License-Identifier: Apache-2.0
// Groups whose shares are a KEM's: a key of more than a kilobyte one way, a sealed secret the other. Where libcrypto's
// providers offer none, every case is skipped.
#include "abi_test.h"
#include "pair.h"

static const char *const groups[] = {"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "MLKEM512",
                                     "MLKEM768", "MLKEM1024"};

static int offered(const char *group) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  const int taken = SSL_CTX_set1_groups_list(ctx, group);
  SSL_CTX_free(ctx);
  ERR_clear_error();
  if (!taken) abi_skip("no provider has this group");
  return taken;
}

CASE(each_group, "both ends agree on each, full and resumed, and exchange data") {
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    if (!offered(groups[i])) return;
    struct ends ends = ends_new(TLS1_3_VERSION);
    EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.client, groups[i]));
    EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.server, groups[i]));
    struct pair pair = pair_new(ends.client, ends.server);
    EXPECT_TRUE(pair_handshake(&pair) && pair_exchange(&pair));
    EXPECT_INT(SSL_get_negotiated_group(pair.client), SSL_get_negotiated_group(pair.server));
    EXPECT_STR(groups[i], SSL_group_to_name(pair.client, (int)SSL_get_negotiated_group(pair.client)));
    pair_free(&pair);
    SSL_SESSION *session = session_from(ends.client, ends.server);
    EXPECT_INT(1, resumes(ends.client, ends.server, session));
    SSL_SESSION_free(session);
    ends_free(&ends);
    EXPECT_INT(0, ERR_peek_error());
  }
}

static void retried(const char *client, const char *server) {
  struct ends ends = ends_new(TLS1_3_VERSION);
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.client, client));
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.server, server));
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair) && pair_exchange(&pair));
  EXPECT_STR(server, SSL_group_to_name(pair.client, (int)SSL_get_negotiated_group(pair.client)));
  EXPECT_STR(server, SSL_group_to_name(pair.server, (int)SSL_get_negotiated_group(pair.server)));
  pair_free(&pair);
  ends_free(&ends);
}

CASE(asked_for, "a server asks for a share in such a group, and for one in another") {
  if (!offered("X25519MLKEM768")) return;
  retried("x25519:X25519MLKEM768", "X25519MLKEM768");
  retried("X25519MLKEM768:x25519", "x25519");
}

CASE(not_before_tls13, "TLS 1.2 has no use for one") {
  if (!offered("X25519MLKEM768")) return;
  struct ends ends = ends_new(TLS1_2_VERSION);
  SSL_CTX_set1_groups_list(ends.client, "X25519MLKEM768:P-256");
  SSL_CTX_set1_groups_list(ends.server, "X25519MLKEM768:P-256");
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_INT(NID_X9_62_prime256v1, SSL_get_negotiated_group(pair.client));
  pair_free(&pair);
  ends_free(&ends);
}

// SPDX-License-Identifier: Apache-2.0
// Smaller matters of sessions: the maximum fragment length, the id in the hello, chains of resumptions, shared fates.
#include "abi_test.h"
#include "pair.h"

CASE_EACH_VERSION(max_fragment_length, "a negotiated maximum fragment length is kept in the session and cuts records") {
  static char out[2000], in[2000];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  EXPECT_INT(0, SSL_CTX_set_tlsext_max_fragment_length(client, 9));
  EXPECT_REASON(SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
  EXPECT_INT(1, SSL_CTX_set_tlsext_max_fragment_length(client, TLSEXT_max_fragment_length_512));
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(TLSEXT_max_fragment_length_512, SSL_SESSION_get_max_fragment_length(SSL_get_session(pair.client)));
  EXPECT_INT(TLSEXT_max_fragment_length_512, SSL_SESSION_get_max_fragment_length(SSL_get_session(pair.server)));
  EXPECT_INT(sizeof out, SSL_write(pair.client, out, sizeof out));
  EXPECT_INT(512, SSL_read(pair.server, in, sizeof in));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Handshakes with the given length asked for; `session` may be null. Returns what the server reads of 3000 bytes at
// once, or 0 when there is no connection.
static int fragment_of(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, uint8_t mode, SSL_SESSION **next) {
  static char out[3000], in[3000];
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, SSL_set_tlsext_max_fragment_length(pair.client, mode));
  if (session != NULL) SSL_set_session(pair.client, session);
  int got = 0;
  if (pair_handshake(&pair)) {
    EXPECT_INT(session != NULL, SSL_session_reused(pair.server));
    pair_settle(&pair);
    EXPECT_INT(sizeof out, SSL_write(pair.client, out, sizeof out));
    got = SSL_read(pair.server, in, sizeof in);
    while (SSL_read(pair.server, in, sizeof in) > 0) continue;
    EXPECT_INT(sizeof out, SSL_write(pair.server, out, sizeof out));
    EXPECT_INT(got, SSL_read(pair.client, in, sizeof in));
    while (SSL_read(pair.client, in, sizeof in) > 0) continue;
    if (next != NULL) *next = SSL_get1_session(pair.client);
    pair_shutdown(&pair);
  }
  ERR_clear_error();
  pair_free(&pair);
  return got;
}

CASE_EACH_VERSION(max_fragment_length_lasts,
                  "a maximum fragment length lasts as long as its session; the side that has less of its own keeps to that") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *limited = NULL, *plain = NULL, *next = NULL;
  EXPECT_INT(512, fragment_of(client, server, NULL, TLSEXT_max_fragment_length_512, &limited));
  EXPECT_INT(512, fragment_of(client, server, limited, TLSEXT_max_fragment_length_512, &next));
  EXPECT_INT(TLSEXT_max_fragment_length_512, SSL_SESSION_get_max_fragment_length(next));
  const int unasked = DIFFERS("the session's length is asked for when it is offered", 0, 512);
  EXPECT_INT(unasked, fragment_of(client, server, limited, TLSEXT_max_fragment_length_DISABLED, NULL));
  EXPECT_INT(3000, fragment_of(client, server, NULL, TLSEXT_max_fragment_length_DISABLED, &plain));
  EXPECT_INT(3000, fragment_of(client, server, plain, TLSEXT_max_fragment_length_512, NULL));
  SSL_CTX_set_max_send_fragment(client, 600);
  SSL_CTX_set_max_send_fragment(server, 600);
  EXPECT_INT(600, fragment_of(client, server, NULL, TLSEXT_max_fragment_length_4096, NULL));
  EXPECT_INT(512, fragment_of(client, server, NULL, TLSEXT_max_fragment_length_512, NULL));
  SSL_SESSION_free(limited);
  SSL_SESSION_free(plain);
  SSL_SESSION_free(next);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Changes the code of the extension on its way to `to`, whose peer has just written.
static void change_code(SSL *to, unsigned char from_code, unsigned char to_code) {
  static unsigned char bytes[20000];
  const unsigned char wanted[] = {0, TLSEXT_TYPE_max_fragment_length, 0, 1, from_code};
  BIO *bio = SSL_get_rbio(to);
  const int length = BIO_read(bio, bytes, sizeof bytes);
  int found = 0;
  for (int i = 0; i + (int)sizeof wanted <= length && !found; i++) {
    found = memcmp(bytes + i, wanted, sizeof wanted) == 0;
    if (found) bytes[i + 4] = to_code;
  }
  EXPECT_TRUE(found);
  BIO *altered = BIO_new(BIO_s_mem());
  BIO_write(altered, bytes, length);
  SSL_set0_rbio(to, altered);
}

CASE_EACH_VERSION(max_fragment_length_unknown,
                  "a server answers a code that stands for no length with illegal_parameter") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_max_fragment_length(pair.client, TLSEXT_max_fragment_length_512);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  change_code(pair.server, 1, 7);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(max_fragment_length_other, "a client refuses a length that it has not asked for") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_max_fragment_length(pair.client, TLSEXT_max_fragment_length_512);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  change_code(pair.client, 1, 2);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(max_fragment_length_absent, "without the extension a session of a handshake says 0") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(0, SSL_SESSION_get_max_fragment_length(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static size_t hello_id_len;
static unsigned char hello_id[32];

static int on_hello(SSL *ssl, int *alert, void *arg) {
  const unsigned char *id = NULL;
  (void)alert, (void)arg;
  hello_id_len = SSL_client_hello_get0_session_id(ssl, &id);
  if (hello_id_len <= sizeof hello_id) memcpy(hello_id, id, hello_id_len);
  return SSL_CLIENT_HELLO_SUCCESS;
}

CASE(id_in_hello_12, "a TLS 1.2 hello carries no id at first and the session's id when one is offered") {
  unsigned int len = 0;
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_client_hello_cb(server, on_hello, NULL);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(0, hello_id_len);
  EXPECT_INT(1, resumes(client, server, session));
  const unsigned char *id = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES(id, len, hello_id, hello_id_len);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(id_in_hello_13, "a TLS 1.3 hello carries 32 random bytes for middleboxes, or none when that is off") {
  unsigned char before[32];
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_client_hello_cb(server, on_hello, NULL);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(32, hello_id_len);
  memcpy(before, hello_id, 32);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(32, hello_id_len);
  EXPECT_TRUE(memcmp(before, hello_id, 32) != 0);
  SSL_CTX_clear_options(client, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  EXPECT_INT(0, resumes(client, server, NULL));
  EXPECT_INT(0, hello_id_len);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(offered_after_handshake,
                  "a session may be set on the next connection while the first one is still open") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair first = pair_new(client, server);
  REQUIRE(pair_handshake(&first));
  pair_settle(&first);
  struct pair second = pair_new(client, server);
  EXPECT_INT(1, SSL_set_session(second.client, SSL_get_session(first.client)));
  EXPECT_INT(1, pair_handshake(&second));
  EXPECT_INT(1, SSL_session_reused(second.client));
  EXPECT_INT(1, pair_exchange(&first));
  EXPECT_INT(1, pair_exchange(&second));
  pair_shutdown(&first);
  pair_shutdown(&second);
  pair_free(&first);
  pair_free(&second);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(resumed_connection_dies,
                  "the unclean end of a resumed connection marks the session that others hold too") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  pair_free(&pair);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(chain_of_resumptions,
                  "resumption after resumption: the master key stays in TLS 1.2 and changes in TLS 1.3") {
  unsigned char first[64], last[64];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  SSL_SESSION_get_master_key(session, first, 48);
  for (int i = 0; i < 5; i++) {
    SSL_SESSION *next = NULL;
    EXPECT_INT(1, resumes_next(client, server, session, &next));
    SSL_SESSION_free(session);
    session = next;
  }
  SSL_SESSION_get_master_key(session, last, 48);
  EXPECT_INT(version == TLS1_3_VERSION, memcmp(first, last, 48) != 0);
  EXPECT_INT(7200, SSL_SESSION_get_timeout(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Smaller matters of sessions: the maximum fragment length, the id in the hello, chains of resumptions, shared fates.
#include "abi_test.h"
#include "pair.h"


CASE_EACH_VERSION(max_fragment_length, "a negotiated maximum fragment length is kept in the session and cuts records") {
  AWAITS("max_fragment_length");
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

CASE_EACH_VERSION(offered_after_handshake, "a session may be set on the next connection while the first one is still open") {
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

CASE_EACH_VERSION(resumed_connection_dies, "the unclean end of a resumed connection marks the session that others hold too") {
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

CASE_EACH_VERSION(chain_of_resumptions, "resumption after resumption: the master key stays in TLS 1.2 and changes in TLS 1.3") {
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

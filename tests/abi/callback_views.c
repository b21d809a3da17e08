// SPDX-License-Identifier: Apache-2.0
// What a program can see from within its callbacks, and on the wire, at the moments that OpenSSL has made known.
#include <stdlib.h>

#include "abi_test.h"
#include "pair.h"

// --- The hello callback

static int known_in_hello;

static int look_in_hello(SSL *ssl, int *alert, void *arg) {
  char names[100];
  unsigned char random[32] = {0}, zero[32] = {0};
  (void)alert, (void)arg;
  known_in_hello = SSL_get_shared_ciphers(ssl, names, sizeof names) != NULL || SSL_get_client_ciphers(ssl) != NULL ||
                   SSL_get_sigalgs(ssl, 0, NULL, NULL, NULL, NULL, NULL) > 0 || SSL_get_shared_group(ssl, 0) != 0;
  SSL_get_client_random(ssl, random, sizeof random);
  if (memcmp(random, zero, sizeof random) != 0) known_in_hello |= 2;
  return SSL_CLIENT_HELLO_SUCCESS;
}

CASE_EACH_VERSION(hello_callback_first, "nothing of a hello is known before the hello callback has let it pass") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_client_hello_cb(ends.server, look_in_hello, NULL);
  struct pair pair = pair_new(ends.client, ends.server);
  known_in_hello = -1;
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_INT(0, known_in_hello);
  pair_free(&pair);
  ends_free(&ends);
}

// --- The status callback

static int status_calls, status_answer;

static int client_status(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  status_calls++;
  return status_answer;
}

CASE_EACH_VERSION(status_when_resumed,
                  "a client's status callback is asked in each handshake of TLS 1.3, of TLS 1.2 in full ones") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_tlsext_status_type(ends.client, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_tlsext_status_cb(ends.client, client_status);
  status_calls = 0;
  status_answer = 1;
  SSL_SESSION *session = session_from(ends.client, ends.server);
  EXPECT_INT(1, status_calls);
  EXPECT_INT(1, resumes(ends.client, ends.server, session));
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, status_calls);
  status_answer = 0;  // refuses
  EXPECT_INT(version == TLS1_3_VERSION ? -1 : 1, resumes(ends.client, ends.server, session));
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE_EACH_VERSION(status_not_asked_for, "a client that asks for no status is not asked about one") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_tlsext_status_cb(ends.client, client_status);
  status_calls = 0;
  SSL_SESSION *session = session_from(ends.client, ends.server);
  EXPECT_INT(1, resumes(ends.client, ends.server, session));
  EXPECT_INT(0, status_calls);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

// --- Custom extensions

static char parsed[2][200];

static int add_x(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *size, X509 *x, size_t i,
                 int *alert, void *arg) {
  (void)ssl, (void)type, (void)context, (void)x, (void)i, (void)alert, (void)arg;
  *out = (const unsigned char *)"x";
  *size = 1;
  return 1;
}

static int parse_x(SSL *ssl, unsigned type, unsigned context, const unsigned char *in, size_t size, X509 *x, size_t i,
                   int *alert, void *arg) {
  (void)context, (void)in, (void)size, (void)x, (void)i, (void)alert, (void)arg;
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const unsigned char *alpn = NULL;
  unsigned alpn_size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &alpn_size);
  char *out = parsed[SSL_is_server(ssl)];
  const size_t used = strlen(out);
  snprintf(out + used, sizeof parsed[0] - used, "%s%u %s alpn=%u reused=%d", used != 0 ? ", " : "", type,
           name != NULL ? name : "-", alpn_size, SSL_session_reused(ssl));
  return 1;
}

static int take_first(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *in,
                      unsigned length, void *arg) {
  (void)ssl, (void)length, (void)arg;
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}

static int visit_with_name(struct ends *ends, SSL_SESSION **session) {
  memset(parsed, 0, sizeof parsed);
  struct pair pair = pair_new(ends->client, ends->server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  if (*session != NULL) SSL_set_session(pair.client, *session);
  SSL_SESSION_free(*session);
  const int done = pair_handshake(&pair);
  if (done) pair_settle(&pair);
  *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  return done;
}

CASE(custom_extensions_come_last,
     "TLS 1.2: custom extensions are parsed after the library's own, in the order in which they were added") {
  struct ends ends = ends_new(TLS1_2_VERSION);
  const unsigned where = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO;
  SSL_CTX_add_custom_ext(ends.client, 65002, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_add_custom_ext(ends.client, 65001, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_add_custom_ext(ends.server, 65001, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_add_custom_ext(ends.server, 65002, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_set_alpn_protos(ends.client, (const unsigned char *)"\2h2", 3);
  SSL_CTX_set_alpn_select_cb(ends.server, take_first, NULL);
  SSL_SESSION *session = NULL;
  EXPECT_TRUE(visit_with_name(&ends, &session));
  EXPECT_STR("65001 server.test alpn=0 reused=0, 65002 server.test alpn=0 reused=0", parsed[1]);
  EXPECT_STR("65002 server.test alpn=2 reused=0, 65001 server.test alpn=2 reused=0", parsed[0]);
  EXPECT_TRUE(visit_with_name(&ends, &session));
  EXPECT_STR("65002 server.test alpn=2 reused=1, 65001 server.test alpn=2 reused=1", parsed[0]);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE(custom_extension_of_tls13, "TLS 1.3: so in each message that has any") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  const unsigned where = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  SSL_CTX_add_custom_ext(ends.client, 65002, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_add_custom_ext(ends.server, 65002, where, add_x, NULL, NULL, parse_x, NULL);
  SSL_CTX_set_alpn_protos(ends.client, (const unsigned char *)"\2h2", 3);
  SSL_CTX_set_alpn_select_cb(ends.server, take_first, NULL);
  SSL_SESSION *session = NULL;
  EXPECT_TRUE(visit_with_name(&ends, &session));
  EXPECT_STR("65002 server.test alpn=0 reused=0", parsed[1]);
  EXPECT_STR("65002 server.test alpn=2 reused=0", parsed[0]);
  EXPECT_TRUE(visit_with_name(&ends, &session));
  EXPECT_STR("65002 server.test alpn=0 reused=1", parsed[1]);
  EXPECT_STR("65002 server.test alpn=2 reused=1", parsed[0]);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

// --- What the hellos announce

CASE_EACH_VERSION(signalling_suites,
                  "a client's suites end with that of secure renegotiation, then that of a fallback") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_mode(ends.client, SSL_MODE_SEND_FALLBACK_SCSV);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  unsigned char *list = NULL;
  const long size = SSL_get0_raw_cipherlist(pair.server, &list);
  REQUIRE(size >= 6);
  EXPECT_BYTES("\x00\xff\x56\x00", 4, list + size - 4, 4);
  pair_free(&pair);
  ends_free(&ends);
}

CASE_EACH_VERSION(point_formats, "both ends of TLS 1.2 announce three point formats, and none is known in TLS 1.3") {
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  const char *formats = NULL;
  const long expected = version == TLS1_2_VERSION ? 3 : 0;
  EXPECT_INT(expected, SSL_get0_ec_point_formats(pair.server, &formats));
  if (expected != 0) EXPECT_BYTES("\0\1\2", 3, formats, 3);
  EXPECT_INT(expected, SSL_get0_ec_point_formats(pair.client, &formats));
  pair_free(&pair);
  ends_free(&ends);
}

// --- HelloRetryRequest

static int asked_certificate, asked_status;

static int want_certificate(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  asked_certificate++;
  return 1;
}

static int want_status(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  asked_status++;
  return SSL_TLSEXT_ERR_NOACK;
}

CASE(asked_for_each_hello, "a server asks for certificate and status for each hello, a resumed one for none") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(ends.client, "X25519:P-256");
  SSL_CTX_set1_groups_list(ends.server, "P-256");
  SSL_CTX_set_cert_cb(ends.server, want_certificate, NULL);
  SSL_CTX_set_tlsext_status_cb(ends.server, want_status);
  SSL_CTX_set_tlsext_status_type(ends.client, TLSEXT_STATUSTYPE_ocsp);
  asked_certificate = asked_status = 0;
  SSL_SESSION *session = session_from(ends.client, ends.server);
  EXPECT_INT(2, asked_certificate);
  EXPECT_INT(2, asked_status);
  EXPECT_INT(1, resumes(ends.client, ends.server, session));
  EXPECT_INT(2, asked_certificate);
  EXPECT_INT(2, asked_status);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

// --- Early data, as the info callback hears of it

static char told[400];

static void tell(const SSL *ssl, int where, int value) {
  const size_t used = strlen(told);
  char *out = told + used;
  const size_t room = sizeof told - used;
  if (where & SSL_CB_HANDSHAKE_START) snprintf(out, room, "start ");
  if (where & SSL_CB_HANDSHAKE_DONE) snprintf(out, room, "done(%s,%d) ", SSL_state_string(ssl), SSL_in_init(ssl));
  if (where & SSL_CB_EXIT) snprintf(out, room, "exit(%d) ", value);
}

CASE(rest_of_early_data, "with early data the handshake is told to be done, to start again, and to be done") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_max_early_data(ends.server, 1000);
  for (int side = 0; side < 2; side++) {
    SSL_SESSION *session = session_from(ends.client, ends.server);
    struct pair pair = pair_new(ends.client, ends.server);
    char data[16];
    size_t size = 0;
    memset(told, 0, sizeof told);
    SSL_set_info_callback(side == 0 ? pair.client : pair.server, tell);
    SSL_set_session(pair.client, session);
    EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &size));
    EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, data, sizeof data, &size));
    EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.server, data, sizeof data, &size));
    EXPECT_INT(1, SSL_connect(pair.client));
    EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, data, sizeof data, &size));
    EXPECT_INT(1, SSL_accept(pair.server));
    EXPECT_STR(side == 0 ? "start done(TED,0) exit(1) start done(SSLOK,0) exit(1) "
                         : "start done(TED,0) exit(1) start done(TWST,0) exit(1) ",
               told);
    SSL_SESSION_free(session);
    pair_free(&pair);
  }
  ends_free(&ends);
}

CASE(rest_without_early_data, "so on a server that asks for early data of which there is none") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_max_early_data(ends.server, 1000);
  struct pair pair = pair_new(ends.client, ends.server);
  char data[16];
  size_t size = 0;
  memset(told, 0, sizeof told);
  SSL_set_info_callback(pair.server, tell);
  SSL_connect(pair.client);
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, data, sizeof data, &size));
  EXPECT_INT(1, SSL_connect(pair.client));
  EXPECT_INT(1, SSL_accept(pair.server));
  EXPECT_STR("start done(TED,0) exit(1) start done(TWST,0) exit(1) ", told);
  pair_free(&pair);
  ends_free(&ends);
}

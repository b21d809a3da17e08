// SPDX-License-Identifier: Apache-2.0
// What the library tells an application during a handshake: ALPN,
// info, messages, key log, Finished, exporter, hello callback.
#include "abi_test.h"
#include "pair.h"

#include <stdio.h>

static char trace[2048];

static void append(const char *text) {
  const size_t used = strlen(trace);
  snprintf(trace + used, sizeof trace - used, "%s%s", used ? " " : "", text);
}

static const char *const kClient12 =
    "start loop:PINIT loop:TWCH exit:TWCH loop:TWCH loop:TRSH loop:TRSC loop:TRSKE loop:TRSD loop:TWCKE loop:TWCCS loop:TWFIN "
    "exit:TWFIN loop:TWFIN loop:TRST loop:TRCCS loop:TRFIN done exit:SSLOK";
static const char *const kServer12 =
    "start loop:PINIT loop:PINIT loop:TRCH loop:TWSH loop:TWSC loop:TWSKE loop:TWSD exit:TWSD loop:TWSD loop:TRCKE loop:TRCCS "
    "loop:TRFIN loop:TWST loop:TWCCS loop:TWFIN done exit:SSLOK";
static const char *const kClient13 =
    "start loop:PINIT loop:TWCH exit:TWCH loop:TWCH loop:TRSH loop:TREE loop:TRSC loop:TRSCV loop:TRFIN loop:TWCCS loop:TWFIN done "
    "exit:SSLOK";
static const char *const kServer13 =
    "start loop:PINIT loop:PINIT loop:TRCH loop:TWSH loop:TWCCS loop:TWEE loop:TWSC loop:TWSCV loop:TWFIN loop:TED exit:TED "
    "loop:TED loop:TRFIN done loop:TWST loop:TWST exit:SSLOK";

static int only_edges;

static void on_info(const SSL *ssl, int where, int value) {
  char text[64] = "";
  if (where == SSL_CB_HANDSHAKE_START) snprintf(text, sizeof text, "start");
  if (where == SSL_CB_HANDSHAKE_DONE) snprintf(text, sizeof text, "done");
  if (where & SSL_CB_ALERT) snprintf(text, sizeof text, "%s-alert:%d", where & SSL_CB_READ ? "read" : "write", value);
  if (!only_edges && where & SSL_CB_LOOP) snprintf(text, sizeof text, "loop:%s", SSL_state_string(ssl));
  if (!only_edges && where & SSL_CB_EXIT) snprintf(text, sizeof text, "exit:%s", SSL_state_string(ssl));
  if (text[0] != 0) append(text);
}

static void traced_handshake(int version, int server_side, int whole) {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  trace[0] = 0;
  SSL_set_info_callback(server_side ? pair.server : pair.client, on_info);
  EXPECT_TRUE(SSL_get_info_callback(server_side ? pair.server : pair.client) == on_info);
  EXPECT_INT(1, pair_handshake(&pair));
  if (whole) pair_settle(&pair);
  if (whole) pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(info_edges, "info callback: start, done, then close_notify sent (0x100) and received") {
  only_edges = 1;
  traced_handshake(version, 0, 1);
  EXPECT_STR("start done write-alert:256 read-alert:256", trace);
  traced_handshake(version, 1, 1);
  EXPECT_STR("start done write-alert:256 read-alert:256", trace);
}

CASE_EACH_VERSION(info_states, "info callback: the states of a full handshake, each named") {
  only_edges = 0;
  traced_handshake(version, 0, 0);
  EXPECT_STR(version == TLS1_3_VERSION ? kClient13 : kClient12, trace);
  traced_handshake(version, 1, 0);
  EXPECT_STR(version == TLS1_3_VERSION ? kServer13 : kServer12, trace);
}

CASE(info_fatal_alert, "info callback: a fatal alert is told as level 2 and its code") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_3_VERSION);
  struct pair pair = pair_new(client, server);
  only_edges = 1;
  trace[0] = 0;
  SSL_CTX_set_info_callback(server, on_info);
  EXPECT_TRUE(SSL_CTX_get_info_callback(server) == on_info);
  SSL_set_info_callback(pair.server, on_info);
  EXPECT_INT(0, pair_handshake(&pair));
  EXPECT_STR("start write-alert:582", trace);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void on_message(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  char text[32];
  (void)version, (void)ssl;
  EXPECT_STR("argument", (const char *)arg);
  if (type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE) return;
  snprintf(text, sizeof text, "%c%d:%d", sent ? '>' : '<', type, len > 0 ? *(const unsigned char *)bytes : -1);
  append(text);
}

CASE_EACH_VERSION(messages, "message callback: every handshake message, change_cipher_spec and alert, in order") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  trace[0] = 0;
  SSL_set_msg_callback(pair.client, on_message);
  SSL_set_msg_callback_arg(pair.client, (void *)"argument");
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  pair_shutdown(&pair);
  EXPECT_STR(version == TLS1_3_VERSION
                 ? ">22:1 <22:2 <22:8 <22:11 <22:15 <22:20 >20:1 >22:20 <22:4 <22:4 >21:1 <21:1"
                 : ">22:1 <22:2 <22:11 <22:12 <22:14 >22:16 >20:1 >22:20 <22:4 <22:20 >21:1 <21:1",
             trace);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void on_header(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  char text[32];
  (void)version, (void)ssl, (void)arg;
  if (type != SSL3_RT_HEADER) return;
  EXPECT_INT(5, len);
  snprintf(text, sizeof text, "%c%d", sent ? '>' : '<', *(const unsigned char *)bytes);
  append(text);
}

CASE_EACH_VERSION(record_headers, "message callback: record headers of 5 bytes, with the outer type") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  trace[0] = 0;
  SSL_set_msg_callback(pair.client, on_header);
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR(version == TLS1_3_VERSION
                 ? DIFFERS("a flight goes into as few records as hold it", ">22 <22 <20 <23 <23 <23 <23 >20 >23",
                           ">22 <22 <20 <23 >20 >23")
                 : DIFFERS("a flight goes into as few records as hold it",
                           ">22 <22 <22 <22 <22 >22 >20 >22 <22 <20 <22", ">22 <22 >22 >20 >22 <22 <20 <22"),
             trace);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int alpn_answer;

static int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* out_len, const unsigned char* in,
                   unsigned int in_len, void* arg) {
  static const unsigned char ours[] = "\x08http/1.1\x02h2";
  (void)ssl;
  EXPECT_STR("argument", (const char *)arg);
  if (alpn_answer != SSL_TLSEXT_ERR_OK) return alpn_answer;
  unsigned char *chosen = NULL;
  if (SSL_select_next_proto(&chosen, out_len, ours, sizeof ours - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(alpn, "ALPN: the server's choice reaches both, and the session") {
  const unsigned char *got = NULL;
  unsigned int len = 0;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  alpn_answer = SSL_TLSEXT_ERR_OK;
  SSL_CTX_set_alpn_select_cb(server, on_alpn, (void *)"argument");
  EXPECT_INT(0, SSL_CTX_set_alpn_protos(client, (const unsigned char *)"\x02h2\x08http/1.1", 12));
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  SSL_get0_alpn_selected(pair.client, &got, &len);
  EXPECT_BYTES("http/1.1", 8, got, len);
  SSL_get0_alpn_selected(pair.server, &got, &len);
  EXPECT_BYTES("http/1.1", 8, got, len);
  size_t size = 0;
  SSL_SESSION_get0_alpn_selected(SSL_get_session(pair.client), &got, &size);
  EXPECT_BYTES("http/1.1", 8, got, size);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(alpn_answers,
                  "ALPN callback: NOACK selects nothing, ALERT_FATAL is no_application_protocol, no callback ignores") {
  for (int i = 0; i < 3; i++) {
    const unsigned char *got = NULL;
    unsigned int len = 9;
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    alpn_answer = i == 0 ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_ALERT_FATAL;
    if (i < 2) SSL_CTX_set_alpn_select_cb(server, on_alpn, (void *)"argument");
    SSL_CTX_set_alpn_protos(client, (const unsigned char *)"\x02h2", 3);
    struct pair pair = pair_new(client, server);
    if (i == 1) {
      EXPECT_PTR(pair.server, pair_first_failure(&pair));
      EXPECT_REASON(SSL_R_NO_APPLICATION_PROTOCOL);
      EXPECT_INT(-1, SSL_do_handshake(pair.client));
      EXPECT_REASON(SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
    } else {
      EXPECT_INT(1, pair_handshake(&pair));
      SSL_get0_alpn_selected(pair.client, &got, &len);
      EXPECT_NULL(got);
      EXPECT_INT(0, len);
    }
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(alpn_lists,
     "SSL_set_alpn_protos: 0 for good lists, 1 for bad ones, NULL clears; SSL_select_next_proto falls back to the "
     "client's first") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(0, SSL_set_alpn_protos(ssl, (const unsigned char *)"\x02h2", 3));
  EXPECT_INT(1, SSL_set_alpn_protos(ssl, (const unsigned char *)"\x03h2", 3));
  EXPECT_INT(1, SSL_set_alpn_protos(ssl, (const unsigned char *)"\x00", 1));
  EXPECT_INT(0, SSL_set_alpn_protos(ssl, NULL, 0));
  EXPECT_INT(0, SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\x02h2", 3));
  EXPECT_INT(1, SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\x02h2\x05x", 5));
  unsigned char *out = NULL, len = 0;
  EXPECT_INT(OPENSSL_NPN_NEGOTIATED, SSL_select_next_proto(&out, &len, (const unsigned char *)"\x01" "a" "\x01" "b", 4,
                                                          (const unsigned char *)"\x01" "b" "\x01" "a", 4));
  EXPECT_BYTES("a", 1, out, len);
  EXPECT_INT(OPENSSL_NPN_NO_OVERLAP, SSL_select_next_proto(&out, &len, (const unsigned char *)"\x01" "a", 2,
                                                          (const unsigned char *)"\x01" "b", 2));
  EXPECT_BYTES("b", 1, out, len);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

static char key_log[4096];

static void on_key_log(const SSL *ssl, const char *line) {
  (void)ssl;
  strcat(key_log, line);
  strcat(key_log, "\n");
}

// How many lines of the key log are `label`, 64 hex digits of client random, and a secret of 96 hex digits.
static int lines_of(const char *label) {
  int found = 0;
  char copy[sizeof key_log], *rest = NULL;
  strcpy(copy, key_log);
  for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    char got[64] = "", random[80] = "", secret[256] = "";
    sscanf(line, "%63s %79s %255s", got, random, secret);
    EXPECT_INT(64, strspn(random, "0123456789abcdef"));
    EXPECT_INT(96, strspn(secret, "0123456789abcdef"));
    EXPECT_INT(strlen(line), strlen(got) + 1 + 64 + 1 + 96);
    found += strcmp(got, label) == 0;
  }
  return found;
}

CASE_EACH_VERSION(key_log_lines, "key log: one line per secret in the NSS format, lower-case hex") {
  static const char* const labels[] = {"SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                                       "EXPORTER_SECRET", "SERVER_TRAFFIC_SECRET_0", "CLIENT_TRAFFIC_SECRET_0"};
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_keylog_callback(client, on_key_log);
  EXPECT_TRUE(SSL_CTX_get_keylog_callback(client) == on_key_log);
  key_log[0] = 0;
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  for (int i = 0; i < 5; i++) EXPECT_INT(version == TLS1_3_VERSION, lines_of(labels[i]));
  EXPECT_INT(version == TLS1_2_VERSION, lines_of("CLIENT_RANDOM"));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(finished, "SSL_get_finished: 12 bytes in TLS 1.2, the hash's length in TLS 1.3, crosswise equal") {
  unsigned char ours[64], theirs[64];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(0, SSL_get_finished(pair.client, ours, sizeof ours));
  REQUIRE(pair_handshake(&pair));
  const size_t len = version == TLS1_3_VERSION ? 48 : 12;
  EXPECT_INT(len, SSL_get_finished(pair.client, NULL, 0));
  EXPECT_INT(len, SSL_get_finished(pair.client, ours, sizeof ours));
  EXPECT_INT(len, SSL_get_peer_finished(pair.server, theirs, sizeof theirs));
  EXPECT_BYTES(ours, len, theirs, len);
  EXPECT_INT(len, SSL_get_finished(pair.server, ours, 4));
  EXPECT_INT(len, SSL_get_peer_finished(pair.client, theirs, 4));
  EXPECT_BYTES(ours, 4, theirs, 4);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(exporter,
                  "exported keys: equal on both ends, different by label and context, refused before the handshake") {
  unsigned char one[40], two[40];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  EXPECT_TRUE(SSL_export_keying_material(pair.client, one, 40, "label", 5, NULL, 0, 0) <= 0);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_export_keying_material(pair.client, one, 40, "label", 5, (const unsigned char *)"c", 1, 1));
  EXPECT_INT(1, SSL_export_keying_material(pair.server, two, 40, "label", 5, (const unsigned char *)"c", 1, 1));
  EXPECT_BYTES(one, 40, two, 40);
  EXPECT_INT(1, SSL_export_keying_material(pair.server, two, 40, "lebal", 5, (const unsigned char *)"c", 1, 1));
  EXPECT_TRUE(memcmp(one, two, 40) != 0);
  EXPECT_INT(1, SSL_export_keying_material(pair.client, one, 40, "label", 5, NULL, 0, 0));
  EXPECT_INT(1, SSL_export_keying_material(pair.server, two, 40, "label", 5, (const unsigned char *)"", 0, 1));
  EXPECT_INT(version == TLS1_3_VERSION ? 0 : 1, memcmp(one, two, 40) != 0);
  EXPECT_INT(0, SSL_export_keying_material_early(pair.client, one, 40, "label", 5, NULL, 0));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int hello_calls, hello_answer;

static int on_hello(SSL *ssl, int *alert, void *arg) {
  const unsigned char *bytes = NULL;
  int *types = NULL;
  size_t count = 0;
  (void)arg;
  hello_calls++;
  EXPECT_INT(TLS1_2_VERSION, SSL_client_hello_get0_legacy_version(ssl));
  EXPECT_INT(32, SSL_client_hello_get0_random(ssl, &bytes));
  EXPECT_TRUE(SSL_client_hello_get0_ciphers(ssl, &bytes) >= 2);
  EXPECT_INT(1, SSL_client_hello_get0_compression_methods(ssl, &bytes));
  EXPECT_INT(1, SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_supported_groups, &bytes, &count));
  EXPECT_INT(0, SSL_client_hello_get0_ext(ssl, 0xFFFE, &bytes, &count));
  EXPECT_INT(1, SSL_client_hello_get1_extensions_present(ssl, &types, &count));
  EXPECT_TRUE(count >= 4);
  OPENSSL_free(types);
  if (hello_answer == SSL_CLIENT_HELLO_ERROR) *alert = SSL_AD_ACCESS_DENIED;
  return hello_answer;
}

CASE_EACH_VERSION(client_hello_callback,
                  "client-hello callback: goes on, asks again with WANT_CLIENT_HELLO_CB, or fails with its alert") {
  static const int answers[3] = {SSL_CLIENT_HELLO_SUCCESS, SSL_CLIENT_HELLO_RETRY, SSL_CLIENT_HELLO_ERROR};
  for (int i = 0; i < 3; i++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    SSL_CTX_set_client_hello_cb(server, on_hello, NULL);
    hello_calls = 0;
    hello_answer = answers[i];
    struct pair pair = pair_new(client, server);
    SSL_do_handshake(pair.client);
    const int result = SSL_do_handshake(pair.server);
    EXPECT_INT(-1, result);
    EXPECT_INT(1, hello_calls);
    if (hello_answer == SSL_CLIENT_HELLO_RETRY) {
      EXPECT_INT(SSL_ERROR_WANT_CLIENT_HELLO_CB, SSL_get_error(pair.server, result));
      hello_answer = SSL_CLIENT_HELLO_SUCCESS;
    }
    if (hello_answer == SSL_CLIENT_HELLO_ERROR) {
      EXPECT_REASON(SSL_R_CALLBACK_FAILED);
      SSL_do_handshake(pair.client);
      EXPECT_REASON(SSL_R_TLSV1_ALERT_ACCESS_DENIED);
    } else {
      EXPECT_INT(1, pair_handshake(&pair));
      EXPECT_INT(answers[i] == SSL_CLIENT_HELLO_RETRY ? 2 : 1, hello_calls);
    }
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

// --- What callbacks leave on the error queue

static void leave_an_error(void) { ERR_raise(ERR_LIB_PEM, ERR_R_PEM_LIB); }

static int fails_softly_at_name(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)alert, (void)arg;
  leave_an_error();
  return SSL_TLSEXT_ERR_OK;
}
static int fails_softly_at_certificate(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  leave_an_error();
  return 1;
}
static int fails_softly_at_hello(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)alert, (void)arg;
  leave_an_error();
  return SSL_CLIENT_HELLO_SUCCESS;
}

CASE_EACH_VERSION(soft_failures, "an error that a server's callback leaves is no answer of a call that waits") {
  for (int which = 0; which < 3; which++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    if (which == 0) SSL_CTX_set_tlsext_servername_callback(server, fails_softly_at_name);
    if (which == 1) SSL_CTX_set_cert_cb(server, fails_softly_at_certificate, NULL);
    if (which == 2) SSL_CTX_set_client_hello_cb(server, fails_softly_at_hello, NULL);
    struct pair pair = pair_new(client, server);
    SSL_set_tlsext_host_name(pair.client, "server.test");
    SSL_do_handshake(pair.client);
    const int result = SSL_accept(pair.server);
    EXPECT_INT(-1, result);
    EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.server, result));
    EXPECT_INT(0, ERR_peek_error());
    EXPECT_INT(1, pair_handshake(&pair));
    EXPECT_INT(0, ERR_peek_error());
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

static int refuses_the_name(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)alert, (void)arg;
  leave_an_error();
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

CASE_EACH_VERSION(hard_failure, "what a callback says of why it refuses stays on the queue, before the library's own") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_tlsext_servername_callback(server, refuses_the_name);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  SSL_do_handshake(pair.client);
  const int result = SSL_accept(pair.server);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.server, result));
  EXPECT_INT(ERR_LIB_PEM, ERR_GET_LIB(ERR_get_error()));
  ERR_clear_error();
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// SPDX-License-Identifier: Apache-2.0
// The session object by itself: making, copying, its getters and setters.
#include "abi_test.h"
#include "pair.h"

#include <limits.h>
#include <time.h>

CASE(new_gives_one_reference, "SSL_SESSION_new gives one reference, freed by one SSL_SESSION_free") {
  int freed = 0;
  SSL_SESSION *session = SSL_SESSION_new();
  REQUIRE(session != NULL);
  watch_session(session, &freed);
  SSL_SESSION_free(session);
  EXPECT_INT(1, freed);
}

CASE(up_ref_adds_one, "SSL_SESSION_up_ref returns 1 and asks for one free more") {
  int freed = 0;
  SSL_SESSION *session = SSL_SESSION_new();
  watch_session(session, &freed);
  EXPECT_INT(1, SSL_SESSION_up_ref(session));
  SSL_SESSION_free(session);
  EXPECT_INT(0, freed);
  EXPECT_INT(304, SSL_SESSION_get_timeout(session));
  SSL_SESSION_free(session);
  EXPECT_INT(1, freed);
}

CASE(free_of_null, "SSL_SESSION_free of NULL does nothing") {
  SSL_SESSION_free(NULL);
  EXPECT_INT(0, ERR_peek_error());
}

CASE(defaults_of_new, "a new session is empty: no id, no key, no cipher, 304 seconds, not resumable") {
  unsigned int len = 99;
  const unsigned char *alpn = NULL;
  size_t alpn_len = 9, ticket_len = 9, data_len = 9;
  const unsigned char *ticket = NULL;
  void *data = NULL;
  SSL_SESSION *session = SSL_SESSION_new();
  const time_t now = time(NULL);
  EXPECT_INT(304, SSL_SESSION_get_timeout(session));
  EXPECT_TRUE(SSL_SESSION_get_time(session) <= now && SSL_SESSION_get_time(session) >= now - 60);
  EXPECT_TRUE(SSL_SESSION_get_id(session, &len) != NULL);
  EXPECT_INT(0, len);
  len = 99;
  EXPECT_TRUE(SSL_SESSION_get0_id_context(session, &len) != NULL);
  EXPECT_INT(0, len);
  EXPECT_INT(0, SSL_SESSION_get_protocol_version(session));
  EXPECT_NULL(SSL_SESSION_get0_cipher(session));
  EXPECT_NULL(SSL_SESSION_get0_hostname(session));
  SSL_SESSION_get0_alpn_selected(session, &alpn, &alpn_len);
  EXPECT_NULL(alpn);
  EXPECT_INT(0, alpn_len);
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  EXPECT_NULL(ticket);
  EXPECT_INT(0, ticket_len);
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  EXPECT_INT(0, SSL_SESSION_get_ticket_lifetime_hint(session));
  EXPECT_INT(1, SSL_SESSION_get0_ticket_appdata(session, &data, &data_len));
  EXPECT_NULL(data);
  EXPECT_INT(0, data_len);
  EXPECT_INT(0, SSL_SESSION_get_max_early_data(session));
  EXPECT_INT(0, SSL_SESSION_get_max_fragment_length(session));
  EXPECT_INT(0, SSL_SESSION_get_compress_id(session));
  EXPECT_INT(0, SSL_SESSION_get_master_key(session, NULL, 0));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_NULL(SSL_SESSION_get0_peer(session));
  SSL_SESSION_free(session);
}

CASE(time_getters_setters, "set_time returns the time set, set_timeout returns 1; get gives them back") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1000, SSL_SESSION_set_time(session, 1000));
  EXPECT_INT(1000, SSL_SESSION_get_time(session));
  EXPECT_INT(0, SSL_SESSION_set_time(session, 0));
  EXPECT_INT(0, SSL_SESSION_get_time(session));
  EXPECT_INT(1, SSL_SESSION_set_timeout(session, 77));
  EXPECT_INT(77, SSL_SESSION_get_timeout(session));
  EXPECT_INT(1, SSL_SESSION_set_timeout(session, 0));
  EXPECT_INT(0, SSL_SESSION_get_timeout(session));
  EXPECT_INT(1, SSL_SESSION_set_timeout(session, LONG_MAX));
  EXPECT_INT(LONG_MAX, SSL_SESSION_get_timeout(session));
  SSL_SESSION_free(session);
}

CASE(negative_timeout, "a negative timeout is refused and leaves the old one") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(0, SSL_SESSION_set_timeout(session, -1));
  EXPECT_INT(304, SSL_SESSION_get_timeout(session));
  EXPECT_INT(0, ERR_peek_error());
  SSL_SESSION_free(session);
}

CASE(null_session, "time and timeout of NULL are 0, and setting them returns 0") {
  EXPECT_INT(0, SSL_SESSION_get_time(NULL));
  EXPECT_INT(0, SSL_SESSION_get_timeout(NULL));
  EXPECT_INT(0, SSL_SESSION_set_time(NULL, 5));
  EXPECT_INT(0, SSL_SESSION_set_timeout(NULL, 5));
}

CASE(old_time_names, "SSL_get_time, SSL_set_time, SSL_get_timeout and SSL_set_timeout are the same functions") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(42, SSL_set_time(session, 42));
  EXPECT_INT(42, SSL_get_time(session));
  EXPECT_INT(1, SSL_set_timeout(session, 43));
  EXPECT_INT(43, SSL_get_timeout(session));
  SSL_SESSION_free(session);
}

CASE(set1_id_limits, "set1_id takes up to 32 bytes and refuses 33 with SSL_SESSION_ID_TOO_LONG") {
  unsigned char id[33];
  unsigned int len = 0;
  memset(id, 0x5A, sizeof id);
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_id(session, id, 32));
  const unsigned char *got = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES(id, 32, got, len);
  EXPECT_TRUE(got != id);
  EXPECT_INT(0, SSL_SESSION_set1_id(session, id, 33));
  EXPECT_REASON(SSL_R_SSL_SESSION_ID_TOO_LONG);
  SSL_SESSION_get_id(session, &len);
  EXPECT_INT(32, len);
  EXPECT_INT(1, SSL_SESSION_set1_id(session, id, 0));
  EXPECT_TRUE(SSL_SESSION_get_id(session, &len) != NULL);
  EXPECT_INT(0, len);
  EXPECT_INT(1, SSL_SESSION_set1_id(session, got, 0));
  EXPECT_TRUE(SSL_SESSION_get_id(session, NULL) != NULL);
  SSL_SESSION_free(session);
}

CASE(set1_id_of_itself, "set1_id accepts the session's own id bytes") {
  unsigned int len = 0;
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_id(session, (const unsigned char *)"abcd", 4));
  const unsigned char *own = SSL_SESSION_get_id(session, NULL);
  EXPECT_INT(1, SSL_SESSION_set1_id(session, own, 4));
  own = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES("abcd", 4, own, len);
  SSL_SESSION_free(session);
}

CASE(set1_id_context_limits, "set1_id_context takes up to 32 bytes and refuses 33") {
  unsigned char context[33];
  unsigned int len = 0;
  memset(context, 0x5B, sizeof context);
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_id_context(session, context, 32));
  const unsigned char *got = SSL_SESSION_get0_id_context(session, &len);
  EXPECT_BYTES(context, 32, got, len);
  EXPECT_INT(0, SSL_SESSION_set1_id_context(session, context, 33));
  EXPECT_REASON(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
  EXPECT_INT(1, SSL_SESSION_set1_id_context(session, context, 0));
  SSL_SESSION_get0_id_context(session, &len);
  EXPECT_INT(0, len);
  SSL_SESSION_free(session);
}

CASE(hostname, "set1_hostname copies; NULL clears") {
  char name[] = "a.test";
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_hostname(session, name));
  name[0] = 'x';
  EXPECT_STR("a.test", SSL_SESSION_get0_hostname(session));
  EXPECT_INT(1, SSL_SESSION_set1_hostname(session, "b.test"));
  EXPECT_STR("b.test", SSL_SESSION_get0_hostname(session));
  EXPECT_INT(1, SSL_SESSION_set1_hostname(session, NULL));
  EXPECT_NULL(SSL_SESSION_get0_hostname(session));
  SSL_SESSION_free(session);
}

CASE(alpn, "set1_alpn_selected copies; NULL or length 0 clears") {
  unsigned char protocol[] = "h2";
  const unsigned char *got = NULL;
  size_t len = 9;
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_alpn_selected(session, protocol, 2));
  protocol[0] = 'x';
  SSL_SESSION_get0_alpn_selected(session, &got, &len);
  EXPECT_BYTES("h2", 2, got, len);
  EXPECT_INT(1, SSL_SESSION_set1_alpn_selected(session, protocol, 0));
  SSL_SESSION_get0_alpn_selected(session, &got, &len);
  EXPECT_NULL(got);
  EXPECT_INT(0, len);
  EXPECT_INT(1, SSL_SESSION_set1_alpn_selected(session, protocol, 2));
  EXPECT_INT(1, SSL_SESSION_set1_alpn_selected(session, NULL, 3));
  SSL_SESSION_get0_alpn_selected(session, &got, &len);
  EXPECT_NULL(got);
  EXPECT_INT(0, len);
  SSL_SESSION_free(session);
}

CASE(ticket_appdata, "set1_ticket_appdata copies; NULL clears; get0 returns 1") {
  char bytes[] = "application";
  void *got = NULL;
  size_t len = 0;
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set1_ticket_appdata(session, bytes, 11));
  bytes[0] = 'x';
  EXPECT_INT(1, SSL_SESSION_get0_ticket_appdata(session, &got, &len));
  EXPECT_BYTES("application", 11, got, len);
  EXPECT_INT(1, SSL_SESSION_set1_ticket_appdata(session, NULL, 0));
  EXPECT_INT(1, SSL_SESSION_get0_ticket_appdata(session, &got, &len));
  EXPECT_NULL(got);
  EXPECT_INT(0, len);
  SSL_SESSION_free(session);
}

CASE(master_key, "the master key: up to 512 bytes in, a length alone or as much as fits out") {
  unsigned char key[513], out[600];
  SSL_SESSION *session = SSL_SESSION_new();
  for (size_t i = 0; i < sizeof key; i++) key[i] = (unsigned char)i;
  EXPECT_INT(1, SSL_SESSION_set1_master_key(session, key, 48));
  EXPECT_INT(48, SSL_SESSION_get_master_key(session, NULL, 0));
  EXPECT_INT(48, SSL_SESSION_get_master_key(session, out, 0));
  EXPECT_INT(10, SSL_SESSION_get_master_key(session, out, 10));
  EXPECT_BYTES(key, 10, out, 10);
  EXPECT_INT(48, SSL_SESSION_get_master_key(session, out, sizeof out));
  EXPECT_BYTES(key, 48, out, 48);
  EXPECT_INT(1, SSL_SESSION_set1_master_key(session, key, 512));
  EXPECT_INT(512, SSL_SESSION_get_master_key(session, out, sizeof out));
  EXPECT_INT(0, SSL_SESSION_set1_master_key(session, key, 513));
  EXPECT_INT(512, SSL_SESSION_get_master_key(session, NULL, 0));
  EXPECT_INT(1, SSL_SESSION_set1_master_key(session, key, 0));
  EXPECT_INT(0, SSL_SESSION_get_master_key(session, NULL, 0));
  SSL_SESSION_free(session);
}

CASE(resumable, "is_resumable asks for an id or a ticket and never looks at the time") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_set1_id(session, (const unsigned char *)"x", 1);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_set_time(session, 1);
  SSL_SESSION_set_timeout(session, 1);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
}

CASE(version_and_cipher, "protocol version and cipher are kept as set, without a check of one against the other") {
  static const unsigned char aes128[2] = {0x13, 0x01};
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION));
  EXPECT_INT(TLS1_2_VERSION, SSL_SESSION_get_protocol_version(session));
  EXPECT_INT(1, SSL_SESSION_set_protocol_version(session, 0x1234));
  EXPECT_INT(0x1234, SSL_SESSION_get_protocol_version(session));
  const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, aes128);
  REQUIRE(cipher != NULL);
  EXPECT_INT(1, SSL_SESSION_set_cipher(session, cipher));
  EXPECT_PTR(cipher, SSL_SESSION_get0_cipher(session));
  EXPECT_INT(1, SSL_SESSION_set_cipher(session, NULL));
  EXPECT_NULL(SSL_SESSION_get0_cipher(session));
  SSL_SESSION_free(session);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(max_early_data, "max_early_data is kept as set") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_SESSION_set_max_early_data(session, 0xFFFFFFFFu));
  EXPECT_INT(0xFFFFFFFFu, SSL_SESSION_get_max_early_data(session));
  EXPECT_INT(1, SSL_SESSION_set_max_early_data(session, 0));
  EXPECT_INT(0, SSL_SESSION_get_max_early_data(session));
  SSL_SESSION_free(session);
}

CASE(dup_copies_everything, "SSL_SESSION_dup copies every field") {
  unsigned int len = 0;
  size_t size = 0;
  unsigned char key[48];
  const unsigned char *alpn = NULL;
  void *data = NULL;
  SSL_SESSION *source = made_session("source-id", TLS1_2_VERSION);
  SSL_SESSION_set_time(source, 123456);
  SSL_SESSION_set_timeout(source, 654);
  SSL_SESSION_set1_id_context(source, (const unsigned char *)"ctx", 3);
  SSL_SESSION_set1_hostname(source, "host.test");
  SSL_SESSION_set1_alpn_selected(source, (const unsigned char *)"http/1.1", 8);
  SSL_SESSION_set1_ticket_appdata(source, "data", 4);
  SSL_SESSION_set_max_early_data(source, 17);
  SSL_SESSION *copy = SSL_SESSION_dup(source);
  REQUIRE(copy != NULL);
  EXPECT_TRUE(copy != source);
  const unsigned char *id = SSL_SESSION_get_id(copy, &len);
  EXPECT_BYTES("source-id", 9, id, len);
  id = SSL_SESSION_get0_id_context(copy, &len);
  EXPECT_BYTES("ctx", 3, id, len);
  EXPECT_INT(123456, SSL_SESSION_get_time(copy));
  EXPECT_INT(654, SSL_SESSION_get_timeout(copy));
  EXPECT_STR("host.test", SSL_SESSION_get0_hostname(copy));
  EXPECT_TRUE(SSL_SESSION_get0_hostname(copy) != SSL_SESSION_get0_hostname(source));
  SSL_SESSION_get0_alpn_selected(copy, &alpn, &size);
  EXPECT_BYTES("http/1.1", 8, alpn, size);
  SSL_SESSION_get0_ticket_appdata(copy, &data, &size);
  EXPECT_BYTES("data", 4, data, size);
  EXPECT_INT(17, SSL_SESSION_get_max_early_data(copy));
  EXPECT_INT(TLS1_2_VERSION, SSL_SESSION_get_protocol_version(copy));
  EXPECT_PTR(SSL_SESSION_get0_cipher(source), SSL_SESSION_get0_cipher(copy));
  EXPECT_INT(48, SSL_SESSION_get_master_key(copy, key, sizeof key));
  EXPECT_INT(0x4B, key[47]);
  EXPECT_INT(1, SSL_SESSION_is_resumable(copy));
  SSL_SESSION_free(source);
  SSL_SESSION_free(copy);
}

CASE(dup_is_independent, "a copy and its source change and die independently") {
  unsigned int len = 0;
  int freed = 0, freed_copy = 0;
  SSL_SESSION *source = made_session("one", TLS1_2_VERSION);
  SSL_SESSION_set1_hostname(source, "host.test");
  watch_session(source, &freed);
  SSL_SESSION *copy = SSL_SESSION_dup(source);
  watch_session(copy, &freed_copy);
  SSL_SESSION_set1_id(copy, (const unsigned char *)"two!", 4);
  SSL_SESSION_set1_hostname(copy, "other.test");
  SSL_SESSION_set_timeout(copy, 5);
  EXPECT_STR("host.test", SSL_SESSION_get0_hostname(source));
  EXPECT_INT(304, SSL_SESSION_get_timeout(source));
  EXPECT_BYTES("one", 3, SSL_SESSION_get_id(source, NULL), 3);
  SSL_SESSION_free(source);
  EXPECT_INT(1, freed);
  EXPECT_INT(0, freed_copy);
  const unsigned char *id = SSL_SESSION_get_id(copy, &len);
  EXPECT_BYTES("two!", 4, id, len);
  EXPECT_STR("other.test", SSL_SESSION_get0_hostname(copy));
  SSL_SESSION_free(copy);
  EXPECT_INT(1, freed_copy);
}

CASE(dup_belongs_to_no_cache, "a copy of a cached session is in no cache and may be added to another one") {
  SSL_CTX *first = server_ctx(0), *second = server_ctx(0);
  SSL_SESSION *source = made_session("cached", TLS1_2_VERSION);
  EXPECT_INT(1, SSL_CTX_add_session(first, source));
  SSL_SESSION *copy = SSL_SESSION_dup(source);
  EXPECT_INT(1, SSL_CTX_add_session(second, copy));
  EXPECT_INT(1, SSL_CTX_sess_number(first));
  EXPECT_INT(1, SSL_CTX_sess_number(second));
  EXPECT_INT(1, SSL_CTX_remove_session(first, source));
  EXPECT_INT(1, SSL_CTX_sess_number(second));
  EXPECT_INT(0, SSL_SESSION_is_resumable(source));
  EXPECT_INT(1, SSL_SESSION_is_resumable(copy));
  SSL_SESSION_free(copy);
  SSL_SESSION_free(source);
  SSL_CTX_free(first);
  SSL_CTX_free(second);
}

CASE(dup_keeps_not_resumable, "a copy of a removed session is not resumable either") {
  SSL_CTX *ctx = server_ctx(0);
  SSL_SESSION *source = made_session("gone", TLS1_2_VERSION);
  SSL_CTX_add_session(ctx, source);
  SSL_CTX_remove_session(ctx, source);
  SSL_SESSION *copy = SSL_SESSION_dup(source);
  EXPECT_INT(0, SSL_SESSION_is_resumable(copy));
  EXPECT_INT(1, SSL_SESSION_set1_id(copy, (const unsigned char *)"new", 3));
  EXPECT_INT(0, SSL_SESSION_is_resumable(copy));
  SSL_SESSION_free(copy);
  SSL_SESSION_free(source);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(session_of_a_handshake,
                  "a handshake allocates a session with version, cipher, peer and 7200 seconds") {
  unsigned char key[64];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  const time_t now = time(NULL);
  SSL_SESSION *session = session_from(client, server);
  REQUIRE(session != NULL);
  EXPECT_INT(version, SSL_SESSION_get_protocol_version(session));
  EXPECT_INT(7200, SSL_SESSION_get_timeout(session));
  EXPECT_TRUE(SSL_SESSION_get_time(session) >= now - 1 && SSL_SESSION_get_time(session) <= now + 60);
  EXPECT_STR(version == TLS1_3_VERSION ? "TLS_AES_256_GCM_SHA384" : "ECDHE-ECDSA-AES256-GCM-SHA384",
             SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(session)));
  EXPECT_INT(48, SSL_SESSION_get_master_key(session, key, sizeof key));
  REQUIRE(SSL_SESSION_get0_peer(session) != NULL);
  EXPECT_INT(0, X509_cmp(identity_ec()->cert, SSL_SESSION_get0_peer(session)));
  EXPECT_INT(1, SSL_SESSION_has_ticket(session));
  EXPECT_INT(7200, SSL_SESSION_get_ticket_lifetime_hint(session));
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(dup_of_a_real_session, "a copy of a handshake's session has its peer and ticket and resumes") {
  const unsigned char *ticket = NULL, *copied = NULL;
  size_t len = 0, copied_len = 0;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  EXPECT_PTR(SSL_SESSION_get0_peer(session), SSL_SESSION_get0_peer(copy));
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  SSL_SESSION_get0_ticket(copy, &copied, &copied_len);
  EXPECT_BYTES(ticket, len, copied, copied_len);
  EXPECT_TRUE(ticket != copied);
  SSL_SESSION_free(session);
  EXPECT_INT(1, resumes(client, server, copy));
  SSL_SESSION_free(copy);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

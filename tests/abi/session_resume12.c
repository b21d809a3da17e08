// SPDX-License-Identifier: Apache-2.0
// TLS 1.2 sessions on the wire: by id and by ticket, what refuses them, what a server may do to them.
#include "abi_test.h"
#include "pair.h"

#include <stdio.h>

enum { kVersion = TLS1_2_VERSION };

static struct ends with_tickets(void) { return ends_new(kVersion); }

static struct ends with_ids(void) {
  struct ends ends = with_tickets();
  SSL_CTX_set_options(ends.server, SSL_OP_NO_TICKET);
  return ends;
}

CASE(by_id, "a session by id: 32 bytes, no ticket, resumed again and again") {
  unsigned int len = 0;
  struct ends e = with_ids();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get_id(session, &len);
  EXPECT_INT(32, len);
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  EXPECT_INT(0, SSL_SESSION_get_ticket_lifetime_hint(session));
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  for (int i = 0; i < 3; i++) EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(1, SSL_CTX_sess_number(e.server));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(by_ticket, "a session by ticket: the client's id is 32 bytes, the server keeps nothing") {
  unsigned int len = 0;
  size_t ticket_len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get_id(session, &len);
  EXPECT_INT(32, len);
  EXPECT_INT(1, SSL_SESSION_has_ticket(session));
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  EXPECT_TRUE(ticket != NULL && ticket_len > 64);
  EXPECT_INT(0, SSL_CTX_sess_number(e.server));
  for (int i = 0; i < 3; i++) EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_of_a_ticket, "the client's id of a ticket session is the SHA-256 of the ticket") {
  unsigned char digest[32];
  unsigned int len = 0;
  size_t ticket_len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  EVP_Digest(ticket, ticket_len, digest, NULL, EVP_sha256(), NULL);
  const unsigned char *id = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES(digest, 32, id, len);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(server_sees, "on the server a resumed ticket session carries the client's id, version, cipher and master key") {
  unsigned char ours[48], theirs[48];
  unsigned int len = 0;
  struct ends e = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  SSL_SESSION *seen = SSL_get_session(pair.server);
  SSL_SESSION_get_master_key(session, ours, 48);
  SSL_SESSION_get_master_key(seen, theirs, 48);
  EXPECT_BYTES(ours, 48, theirs, 48);
  const unsigned char *id = SSL_SESSION_get_id(seen, &len);
  EXPECT_BYTES(SSL_SESSION_get_id(session, NULL), 32, id, len);
  EXPECT_PTR(SSL_SESSION_get0_cipher(session), SSL_SESSION_get0_cipher(seen));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(resumption_keeps_no_new_ticket, "a resumed handshake gives no new ticket") {
  struct ends e = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server), *next = NULL;
  EXPECT_INT(1, resumes_next(e.client, e.server, session, &next));
  EXPECT_PTR(session, next);
  SSL_SESSION_free(next);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(client_without_tickets, "a client with SSL_OP_NO_TICKET gets a session by id from a ticket server") {
  struct ends e = with_tickets();
  SSL_CTX_set_options(e.client, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  EXPECT_INT(1, SSL_CTX_sess_number(e.server));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(ticket_of_another_server, "a ticket under unknown keys is a full handshake") {
  struct ends e = with_tickets(), other = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(0, resumes(e.client, other.server, session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
  ends_free(&other);
}

CASE(lifetime, "the lifetime hint is the server's timeout; the client's timeout is its own") {
  struct ends e = with_tickets();
  SSL_CTX_set_timeout(e.server, 1);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, SSL_SESSION_get_ticket_lifetime_hint(session));
  EXPECT_INT(7200, SSL_SESSION_get_timeout(session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(client_ignores_expiry, "the client offers a session whatever its own time says") {
  struct ends e = with_ids();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_set_time(session, 1000);
  SSL_SESSION_set_timeout(session, 1);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_context_mismatch, "a session made under another id context is a full handshake") {
  struct ends e = with_ids();
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"one", 3);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"two", 3);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  EXPECT_INT(0, SSL_CTX_sess_misses(e.server));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_context_limits, "an id context may have 32 bytes, 33 are refused") {
  const unsigned char context[33] = {0};
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_CTX_set_session_id_context(ctx, context, 32));
  EXPECT_INT(0, SSL_CTX_set_session_id_context(ctx, context, 33));
  EXPECT_REASON(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
  EXPECT_INT(1, SSL_set_session_id_context(ssl, context, 32));
  EXPECT_INT(0, SSL_set_session_id_context(ssl, context, 33));
  EXPECT_REASON(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(id_context_missing, "a server that verifies peers without an id context fails an offered session fatally") {
  struct ends e = with_ids();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  SSL_do_handshake(pair.client);
  ERR_clear_error();
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.server, SSL_do_handshake(pair.server)));
  EXPECT_REASON(SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED);
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.client, SSL_do_handshake(pair.client)));
  EXPECT_REASON(SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(cipher_gone, "a session whose cipher is not offered: OpenSSL fails the handshake, Reprise does not offer it") {
  struct ends e = with_ids();
  SSL_CTX_set_cipher_list(e.client, "ECDHE-ECDSA-AES128-GCM-SHA256");
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_CTX_set_cipher_list(e.client, "ECDHE-ECDSA-AES256-GCM-SHA384");
  if (abi_on_reprise()) {
    EXPECT_INT(0, resumes(e.client, e.server, session));
    SSL_SESSION_free(session);
    ends_free(&e);
    return;
  }
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_REQUIRED_CIPHER_MISSING);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(version_gone, "a TLS 1.2 session offered where TLS 1.3 is spoken is a full handshake") {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  SSL_CTX_set_max_proto_version(server, kVersion);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(kVersion, SSL_SESSION_get_protocol_version(session));
  EXPECT_INT(1, resumes(client, server, session));
  SSL_CTX_set_max_proto_version(server, 0);
  EXPECT_INT(0, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static unsigned int chosen_len;

static int choose_id(SSL *ssl, unsigned char *id, unsigned int *len) {
  static const unsigned char prefix[] = "node-7-";
  memset(id, 'x', *len);
  memcpy(id, prefix, sizeof prefix - 1);
  EXPECT_INT(32, *len);
  EXPECT_INT(0, SSL_has_matching_session_id(ssl, id, *len));
  *len = chosen_len;
  return chosen_len != 99;
}

CASE(generate_id, "a generator may choose and shorten the id") {
  unsigned int len = 0;
  struct ends e = with_ids();
  EXPECT_INT(1, SSL_CTX_set_generate_session_id(e.server, choose_id));
  chosen_len = 10;
  SSL_SESSION *session = session_from(e.client, e.server);
  const unsigned char *id = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES("node-7-xxx", 10, id, len);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

static void expect_id_failure(unsigned int len, int reason) {
  struct ends e = with_ids();
  SSL_CTX_set_generate_session_id(e.server, choose_id);
  chosen_len = len;
  struct pair pair = pair_new(e.client, e.server);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(reason);
  pair_free(&pair);
  ends_free(&e);
}

CASE(generate_id_empty, "a generator that gives length 0 fails the handshake") {
  expect_id_failure(0, SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH);
}
CASE(generate_id_long, "a generator that lengthens the id fails the handshake") {
  expect_id_failure(33, SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH);
}
CASE(generate_id_refused, "a generator that returns 0 fails the handshake") {
  expect_id_failure(99, SSL_R_SSL_SESSION_ID_CALLBACK_FAILED);
}

static int same_id(SSL *ssl, unsigned char *id, unsigned int *len) {
  (void)ssl;
  memset(id, 's', *len);
  return 1;
}

CASE(generate_id_conflict, "an id that is in the cache already fails the handshake") {
  struct ends e = with_ids();
  SSL_CTX_set_generate_session_id(e.server, same_id);
  SSL_SESSION_free(session_from(e.client, e.server));
  struct pair pair = pair_new(e.client, e.server);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_SSL_SESSION_ID_CONFLICT);
  pair_free(&pair);
  ends_free(&e);
}

CASE(generate_id_of_ssl, "the connection's generator comes before the context's") {
  unsigned int len = 0;
  struct ends e = with_ids();
  SSL_CTX_set_generate_session_id(e.server, same_id);
  chosen_len = 8;
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(1, SSL_set_generate_session_id(pair.server, choose_id));
  REQUIRE(pair_handshake(&pair));
  const unsigned char *id = SSL_SESSION_get_id(SSL_get_session(pair.server), &len);
  EXPECT_BYTES("node-7-x", 8, id, len);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

static int forward_secure_seen, not_resumable_answer;

static int not_resumable(SSL *ssl, int is_forward_secure) {
  (void)ssl;
  forward_secure_seen = is_forward_secure;
  return not_resumable_answer;
}

CASE(not_resumable_callback,
     "the not-resumable callback learns of forward secrecy; its 1 means nothing cached, no ticket, no resumption") {
  for (int tickets = 0; tickets < 2; tickets++) {
    unsigned int len = 99;
    struct ends e = tickets ? with_tickets() : with_ids();
    SSL_CTX_set_not_resumable_session_callback(e.server, not_resumable);
    forward_secure_seen = -1;
    not_resumable_answer = 1;
    SSL_SESSION *session = session_from(e.client, e.server);
    EXPECT_INT(1, forward_secure_seen);
    SSL_SESSION_get_id(session, &len);
    EXPECT_INT(tickets ? 0 : 32, len);
    EXPECT_INT(0, SSL_SESSION_has_ticket(session));
    EXPECT_INT(tickets ? 0 : 1, SSL_SESSION_is_resumable(session));
    EXPECT_INT(0, SSL_CTX_sess_number(e.server));
    EXPECT_INT(0, resumes(e.client, e.server, session));
    SSL_SESSION_free(session);
    not_resumable_answer = 0;
    session = session_from(e.client, e.server);
    EXPECT_INT(1, SSL_SESSION_is_resumable(session));
    EXPECT_INT(1, resumes(e.client, e.server, session));
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

CASE(not_resumable_callback_of_ssl, "SSL_set_not_resumable_session_callback is asked in place of the context's") {
  struct ends e = with_ids();
  SSL_CTX_set_not_resumable_session_callback(e.server, not_resumable);
  not_resumable_answer = 1;
  struct pair pair = pair_new(e.client, e.server);
  forward_secure_seen = -1;
  SSL_set_not_resumable_session_callback(pair.server, NULL);
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  EXPECT_INT(-1, forward_secure_seen);
  EXPECT_INT(1, SSL_CTX_sess_number(e.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE(sni_kept,
     "without a server-name callback the name is not acknowledged: the session has none and resumes for any") {
  struct ends e = with_ids();
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_tlsext_host_name(pair.client, "a.test");
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR("a.test", SSL_get_servername(pair.server, TLSEXT_NAMETYPE_host_name));
  EXPECT_INT(TLSEXT_NAMETYPE_host_name, SSL_get_servername_type(pair.server));
  EXPECT_NULL(SSL_SESSION_get0_hostname(SSL_get_session(pair.server)));
  SSL_SESSION *session = SSL_get1_session(pair.client);
  EXPECT_NULL(SSL_SESSION_get0_hostname(session));
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = pair_new(e.client, e.server);
  SSL_set_tlsext_host_name(pair.client, "b.test");
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(reused_is_zero, "SSL_session_reused is 0 before and after a full handshake") {
  struct ends e = with_ids();
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(0, SSL_session_reused(pair.client));
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, SSL_session_reused(pair.client));
  EXPECT_INT(0, SSL_session_reused(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE(extended_master_secret, "both ends use the extended master secret; the session says so by its flag") {
  struct ends e = with_ids();
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(-1, SSL_get_extms_support(pair.client));
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_get_extms_support(pair.client));
  EXPECT_INT(1, SSL_get_extms_support(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE(extms_lost,
     "a session with the extended master secret: offered without it OpenSSL fails, Reprise does not offer it") {
  struct ends e = with_ids();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_CTX_set_options(e.client, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  if (abi_on_reprise()) {
    EXPECT_INT(0, resumes(e.client, e.server, session));
    SSL_SESSION_free(session);
    ends_free(&e);
    return;
  }
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_INCONSISTENT_EXTMS);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

// The client's session without the flag that says so: the client then offers it without the extension.
CASE(extms_lost_by_client,
     "a server whose session has the extended master secret fails a client that offers it without") {
  static const unsigned char flag[] = {0xAD, 3, 2, 1, 1};
  unsigned char der[4096], *out = der, *at = NULL;
  struct ends e = with_ids();
  SSL_SESSION *session = session_from(e.client, e.server);
  const int len = i2d_SSL_SESSION(session, &out);
  for (int i = 0; i + (int)sizeof flag <= len; i++)
    if (der[i] == flag[0] && der[i + 1] >= 3 && der[i + 1] <= 6 && der[i + 2] == 2) at = der + i;
  REQUIRE(at != NULL);
  at[1 + at[1]] = 0;  // the last byte of the flags
  const unsigned char *in = der;
  SSL_SESSION *without = d2i_SSL_SESSION(NULL, &in, len);
  REQUIRE(without != NULL);
  SSL_CTX_set_options(e.client, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, without);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_INCONSISTENT_EXTMS);
  pair_free(&pair);
  SSL_SESSION_free(without);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(extms_gained, "a session without the extended master secret offered with it is a full handshake") {
  struct ends e = with_ids();
  SSL_CTX_set_options(e.client, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_clear_options(e.client, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(dead_reader, "a session that was read back from DER resumes") {
  unsigned char der[4096], *out = der;
  struct ends e = with_tickets();
  SSL_SESSION *session = session_from(e.client, e.server);
  const int len = i2d_SSL_SESSION(session, &out);
  REQUIRE(len > 0 && len < (int)sizeof der);
  SSL_SESSION_free(session);
  const unsigned char *in = der;
  session = d2i_SSL_SESSION(NULL, &in, len);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

static int removals;
static void on_removal(SSL_CTX *ctx, SSL_SESSION *session) { (void)ctx, (void)session, removals++; }

CASE(others_id,
     "who resumes by a ticket under another session's id and leaves uncleanly takes nothing from the other") {
  struct ends e = with_ids(), other = with_tickets();
  SSL_CTX_clear_options(e.server, SSL_OP_NO_TICKET);
  SSL_CTX_set_options(e.client, SSL_OP_NO_TICKET);
  SSL_CTX_sess_set_remove_cb(e.server, on_removal);
  SSL_SESSION *his = session_from(e.client, e.server), *ours = session_from(other.client, e.server);
  REQUIRE(SSL_SESSION_has_ticket(ours) && !SSL_SESSION_has_ticket(his));
  unsigned len;
  const unsigned char *id = SSL_SESSION_get_id(his, &len);
  SSL_SESSION *disguised = SSL_SESSION_dup(ours);
  SSL_SESSION_set1_id(disguised, id, len);
  struct pair pair = pair_new(other.client, e.server);
  SSL_set_session(pair.client, disguised);
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_TRUE(SSL_session_reused(pair.server));
  removals = 0;
  pair_free(&pair);  // without close_notify
  EXPECT_INT(DIFFERS("only what a cache knows is removed from it", 1, 0), removals);
  EXPECT_INT(DIFFERS("the id of a session from a ticket is the client's word", 0, 1), resumes(e.client, e.server, his));
  SSL_SESSION_free(disguised);
  SSL_SESSION_free(ours);
  SSL_SESSION_free(his);
  ends_free(&e);
  ends_free(&other);
}

// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 sessions on the wire: tickets, their number, stateless and stateful, what refuses them.
#include "abi_test.h"
#include "pair.h"

enum { kVersion = TLS1_3_VERSION };

static int tickets_seen;
static SSL_SESSION *seen[8];

static int count_ticket(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  if (tickets_seen < 8) seen[tickets_seen] = session;
  tickets_seen++;
  return 0;
}

static struct ends new_ends(void) {
  struct ends ends = ends_new(kVersion);
  SSL_CTX_set_session_cache_mode(ends.client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ends.client, count_ticket);
  tickets_seen = 0;
  return ends;
}

CASE(not_resumable_before_ticket, "a client's session is resumable only once a ticket has been read") {
  unsigned int len = 99;
  struct ends e = new_ends();
  struct pair pair = pair_new(e.client, e.server);
  REQUIRE(pair_handshake(&pair));
  SSL_SESSION *early = SSL_get1_session(pair.client);
  EXPECT_INT(0, SSL_SESSION_is_resumable(early));
  EXPECT_INT(0, SSL_SESSION_has_ticket(early));
  SSL_SESSION_get_id(early, &len);
  EXPECT_INT(0, len);
  EXPECT_INT(0, tickets_seen);
  pair_settle(&pair);
  EXPECT_INT(2, tickets_seen);
  SSL_SESSION *later = SSL_get1_session(pair.client);
  EXPECT_TRUE(later != early);
  EXPECT_PTR(seen[1], later);
  EXPECT_INT(1, SSL_SESSION_is_resumable(later));
  EXPECT_INT(1, SSL_SESSION_has_ticket(later));
  SSL_SESSION_get_id(later, &len);
  EXPECT_INT(32, len);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(0, SSL_SESSION_is_resumable(early));
  SSL_SESSION_free(early);
  SSL_SESSION_free(later);
  ends_free(&e);
}

CASE(offering_unready, "offering a session without a ticket is a full handshake") {
  struct ends e = new_ends();
  struct pair pair = pair_new(e.client, e.server);
  REQUIRE(pair_handshake(&pair));
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_of_a_ticket, "the client's id is the SHA-256 of the ticket") {
  unsigned char digest[32];
  unsigned int len = 0;
  size_t ticket_len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  EVP_Digest(ticket, ticket_len, digest, NULL, EVP_sha256(), NULL);
  const unsigned char *id = SSL_SESSION_get_id(session, &len);
  EXPECT_BYTES(digest, 32, id, len);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(two_then_one, "two tickets after a full handshake, one after a resumption") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(2, tickets_seen);
  tickets_seen = 0;
  EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(1, tickets_seen);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(num_tickets_values, "num_tickets: 2 by default on both, set returns 1, the connection's is its own") {
  SSL_CTX *ctx = server_ctx(0);
  EXPECT_INT(2, SSL_CTX_get_num_tickets(ctx));
  EXPECT_INT(1, SSL_CTX_set_num_tickets(ctx, 5));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(5, SSL_get_num_tickets(ssl));
  EXPECT_INT(1, SSL_set_num_tickets(ssl, 0));
  EXPECT_INT(0, SSL_get_num_tickets(ssl));
  EXPECT_INT(5, SSL_CTX_get_num_tickets(ctx));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(num_tickets_sent, "as many tickets are sent as set; 0 leaves the client nothing to resume") {
  for (int wanted = 0; wanted < 5; wanted++) {
    struct ends e = new_ends();
    SSL_CTX_set_num_tickets(e.server, wanted);
    SSL_SESSION *session = session_from(e.client, e.server);
    EXPECT_INT(wanted, tickets_seen);
    EXPECT_INT(wanted > 0, SSL_SESSION_is_resumable(session));
    tickets_seen = 0;
    EXPECT_INT(wanted > 0, resumes(e.client, e.server, session));
    EXPECT_INT(wanted > 0 ? 1 : 0, tickets_seen);
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

CASE(num_tickets_on_resumption, "num_tickets set on the connection in its own right counts on resumption as well") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_num_tickets(pair.server, 3);
  SSL_set_session(pair.client, session);
  tickets_seen = 0;
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  EXPECT_INT(1, tickets_seen);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(new_session_ticket, "SSL_new_session_ticket asks for one more, sent with the next read, write or handshake call") {
  struct ends e = new_ends();
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(0, SSL_new_session_ticket(pair.server));
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  EXPECT_INT(2, tickets_seen);
  EXPECT_INT(0, SSL_new_session_ticket(pair.client));
  EXPECT_INT(1, SSL_new_session_ticket(pair.server));
  EXPECT_INT(1, SSL_in_init(pair.server));
  EXPECT_INT(1, SSL_new_session_ticket(pair.server));
  pair_settle(&pair);
  EXPECT_INT(4, tickets_seen);
  EXPECT_INT(0, SSL_in_init(pair.server));
  EXPECT_INT(1, SSL_new_session_ticket(pair.server));
  EXPECT_INT(1, SSL_do_handshake(pair.server));
  pair_settle(&pair);
  EXPECT_INT(5, tickets_seen);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE(new_session_ticket_12, "SSL_new_session_ticket is refused in TLS 1.2") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, SSL_new_session_ticket(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tickets_differ, "each ticket is another session with a key of its own, and each one resumes") {
  unsigned char one[64], two[64];
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_CLIENT);
  struct pair pair = pair_new(e.client, e.server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  EXPECT_INT(2, tickets_seen);
  EXPECT_INT(48, SSL_SESSION_get_master_key(seen[0], one, sizeof one));
  EXPECT_INT(48, SSL_SESSION_get_master_key(seen[1], two, sizeof two));
  EXPECT_TRUE(memcmp(one, two, 48) != 0);
  SSL_SESSION *first = seen[0], *second = seen[1];
  SSL_SESSION_up_ref(first);
  SSL_SESSION_up_ref(second);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(1, resumes(e.client, e.server, first));
  EXPECT_INT(1, resumes(e.client, e.server, second));
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  ends_free(&e);
}

CASE(stateless_twice, "a client whose cache mode says CLIENT marks the session it used; otherwise it resumes again") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(stateful_ticket, "with SSL_OP_NO_TICKET the server's ticket is its 32-byte session id") {
  size_t len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(e.server, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  EXPECT_INT(32, len);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_flush_sessions(e.server, 0);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(early_data_makes_stateful, "a server with early data uses stateful tickets, each good for one resumption") {
  size_t len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(e.server, 1000);
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  EXPECT_INT(32, len);
  EXPECT_INT(1000, SSL_SESSION_get_max_early_data(session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(no_anti_replay, "SSL_OP_NO_ANTI_REPLAY keeps early-data tickets stateless and reusable") {
  size_t len = 0;
  const unsigned char *ticket = NULL;
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(e.server, 1000);
  SSL_CTX_set_options(e.server, SSL_OP_NO_ANTI_REPLAY);
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  EXPECT_TRUE(len > 100);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(client_no_ticket_option, "SSL_OP_NO_TICKET on the client changes nothing in TLS 1.3") {
  struct ends e = new_ends();
  SSL_CTX_set_options(e.client, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(2, tickets_seen);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(ticket_of_another_server, "a ticket under unknown keys is a full handshake") {
  struct ends e = new_ends(), other = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(0, resumes(e.client, other.server, session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
  ends_free(&other);
}

CASE(lifetime, "the lifetime hint is the server's timeout, at most 604800; the client's timeout is its own") {
  static const long timeouts[3][2] = {{1000, 1000}, {604800, 604800}, {1000000, 604800}};
  for (int i = 0; i < 3; i++) {
    struct ends e = new_ends();
    SSL_CTX_set_timeout(e.server, timeouts[i][0]);
    SSL_SESSION *session = session_from(e.client, e.server);
    EXPECT_INT(timeouts[i][1], SSL_SESSION_get_ticket_lifetime_hint(session));
    EXPECT_INT(7200, SSL_SESSION_get_timeout(session));
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

CASE(client_checks_age, "the client does not offer a ticket past its lifetime hint") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  const long made = SSL_SESSION_get_time(session);
  SSL_SESSION_set_time(session, made - 7300);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_set_time(session, made);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_context_mismatch, "a ticket made under another id context is a full handshake") {
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"one", 3);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"two", 3);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(id_context_missing, "a server that verifies peers without an id context fails an offered ticket fatally") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_REASON(SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(other_hash, "a ticket whose cipher's hash differs from the new cipher's is a full handshake") {
  struct ends e = new_ends();
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_ciphersuites(e.client, "TLS_AES_128_GCM_SHA256");
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_set_ciphersuites(e.client, "TLS_CHACHA20_POLY1305_SHA256");
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_set_ciphersuites(e.client, "TLS_AES_256_GCM_SHA384");
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

static int refuse(SSL *ssl, int is_forward_secure) {
  (void)ssl, (void)is_forward_secure;
  return 1;
}

CASE(not_resumable_callback, "the not-resumable callback stops tickets in TLS 1.3 as well") {
  struct ends e = new_ends();
  SSL_CTX_set_not_resumable_session_callback(e.server, refuse);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(0, tickets_seen);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(resumed_session_has_peer, "after a resumption the client still has the peer's certificate, from the session") {
  struct ends e = new_ends();
  SSL_SESSION *session = session_from(e.client, e.server);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  X509 *peer = SSL_get1_peer_certificate(pair.client);
  REQUIRE(peer != NULL);
  EXPECT_INT(0, X509_cmp(peer, identity_ec()->cert));
  X509_free(peer);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(sni_and_alpn_kept, "the session keeps server name and ALPN of its handshake") {
  const unsigned char *alpn = NULL;
  size_t len = 0;
  struct ends e = new_ends();
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_tlsext_host_name(pair.client, "a.test");
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  EXPECT_NULL(SSL_SESSION_get0_hostname(SSL_get_session(pair.client)));
  EXPECT_NULL(SSL_SESSION_get0_hostname(SSL_get_session(pair.server)));
  SSL_SESSION_get0_alpn_selected(SSL_get_session(pair.client), &alpn, &len);
  EXPECT_INT(0, len);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE(middle_box_off, "resumption works without middlebox compatibility") {
  struct ends e = new_ends();
  SSL_CTX_clear_options(e.client, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  SSL_CTX_clear_options(e.server, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(psk_ke_only, "SSL_OP_ALLOW_NO_DHE_KEX on both ends resumes") {
  struct ends e = new_ends();
  SSL_CTX_set_options(e.client, SSL_OP_ALLOW_NO_DHE_KEX);
  SSL_CTX_set_options(e.server, SSL_OP_ALLOW_NO_DHE_KEX);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE(after_hello_retry, "a ticket resumes across a HelloRetryRequest") {
  struct ends e = new_ends();
  SSL_CTX_set1_groups_list(e.client, "X25519:P-256");
  SSL_CTX_set1_groups_list(e.server, "P-256");
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

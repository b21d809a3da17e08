// SPDX-License-Identifier: Apache-2.0
// Why a session was not resumed, as programs read it (reprise_libssl.h): each reason that a program can bring about, as
// the server and as the client know it. On OpenSSL the same changes must not resume either; it does not say why.
#include <openssl/rand.h>
#include <reprise_libssl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "abi_test.h"
#include "pair.h"

// Two contexts, and the session that a first connection left with the client.
struct scene {
  SSL_CTX *client, *server;
  SSL_SESSION* session;
};

enum named { BY_TICKET, BY_ID };  // how the session is known to the server; in TLS 1.3 BY_ID is a stateful ticket

struct row {
  const char* what;
  int version;
  enum named named;
  void (*before)(struct scene*);  // the first connection; may be null
  void (*between)(struct scene*);
  const char *server, *client;
  int openssl_resumes;  // where Reprise is stricter on purpose
};

// --- Before the first connection

static void age_session(SSL_SESSION* session) { SSL_SESSION_set_time(session, (long)time(NULL) - 10000); }

static int age_ticket(SSL* ssl, void* arg) {
  (void)arg;
  age_session(SSL_get_session(ssl));
  return 1;
}

static SSL_TICKET_RETURN ignore_all(SSL* ssl, SSL_SESSION* session, const unsigned char* name, size_t name_len,
                                    SSL_TICKET_STATUS status, void* arg) {
  (void)ssl, (void)session, (void)name, (void)name_len, (void)status, (void)arg;
  return SSL_TICKET_RETURN_IGNORE_RENEW;
}

static void seal_old_sessions(struct scene* s) { SSL_CTX_set_session_ticket_cb(s->server, age_ticket, NULL, NULL); }

static void without_ems(struct scene* s) { SSL_CTX_set_options(s->client, SSL_OP_NO_EXTENDED_MASTER_SECRET); }

static int name_host(SSL* ssl, const char* name) { return SSL_set_tlsext_host_name(ssl, name) == 1; }

// --- Between the two

static void forget_sessions(struct scene* s) { SSL_CTX_flush_sessions(s->server, 0); }

static void forget_keys(struct scene* s) {
  unsigned char keys[80];
  RAND_bytes(keys, sizeof keys);
  SSL_CTX_set_tlsext_ticket_keys(s->server, keys, sizeof keys);
}

static void server_tickets_off(struct scene* s) { SSL_CTX_set_options(s->server, SSL_OP_NO_TICKET); }
static void client_tickets_off(struct scene* s) { SSL_CTX_set_options(s->client, SSL_OP_NO_TICKET); }

static void client_speaks_both(struct scene* s) { SSL_CTX_set_max_proto_version(s->client, TLS1_3_VERSION); }
static void forget_and_speak_both(struct scene* s) {
  forget_sessions(s);
  client_speaks_both(s);
}

// Changes a byte of the ticket in the session's DER form.
static void alter_ticket(struct scene* s) {
  const unsigned char* ticket;
  size_t ticket_len;
  SSL_SESSION_get0_ticket(s->session, &ticket, &ticket_len);
  unsigned char* der = NULL;
  const int der_len = i2d_SSL_SESSION(s->session, &der);
  unsigned char* in_der = memmem(der, (size_t)der_len, ticket, ticket_len);
  in_der[ticket_len / 2] ^= 1;
  SSL_SESSION_free(s->session);
  const unsigned char* in = der;
  s->session = d2i_SSL_SESSION(NULL, &in, der_len);
  OPENSSL_free(der);
}

static void refuse_tickets(struct scene* s) { SSL_CTX_set_session_ticket_cb(s->server, NULL, ignore_all, NULL); }

static void age_item(void* item) { age_session(item); }
static void age_cached(struct scene* s) { OPENSSL_LH_doall((OPENSSL_LHASH*)SSL_CTX_sessions(s->server), age_item); }

static void age_own(struct scene* s) { age_session(s->session); }

static int accept_all(int good, X509_STORE_CTX* store) {
  (void)good, (void)store;
  return 1;
}

static void verify_clients(struct scene* s) { SSL_CTX_set_verify(s->server, SSL_VERIFY_PEER, accept_all); }
static void with_id_context(struct scene* s) {
  SSL_CTX_set_session_id_context(s->server, (const unsigned char*)"a", 1);
}
static void other_id_context(struct scene* s) {
  SSL_CTX_set_session_id_context(s->server, (const unsigned char*)"b", 1);
}

static void older_client(struct scene* s) {
  SSL_CTX_set_min_proto_version(s->client, TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(s->client, TLS1_2_VERSION);
  SSL_CTX_set_min_proto_version(s->server, TLS1_2_VERSION);
}
static void older_server(struct scene* s) {
  SSL_CTX_set_min_proto_version(s->client, TLS1_2_VERSION);
  SSL_CTX_set_min_proto_version(s->server, TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(s->server, TLS1_2_VERSION);
}
static void newer_both(struct scene* s) {
  SSL_CTX_set_max_proto_version(s->client, TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(s->server, TLS1_3_VERSION);
}

static void server_other_cipher(struct scene* s) {
  SSL_CTX_set_cipher_list(s->server, "ECDHE-ECDSA-CHACHA20-POLY1305");
}
static void client_other_hash(struct scene* s) { SSL_CTX_set_ciphersuites(s->client, "TLS_AES_128_GCM_SHA256"); }
static void server_other_hash(struct scene* s) { SSL_CTX_set_ciphersuites(s->server, "TLS_AES_128_GCM_SHA256"); }
static void other_hash_and_group(struct scene* s) {
  server_other_hash(s);
  SSL_CTX_set1_groups_list(s->client, "X25519:P-384");
  SSL_CTX_set1_groups_list(s->server, "P-384");
}

static void with_ems(struct scene* s) { SSL_CTX_clear_options(s->client, SSL_OP_NO_EXTENDED_MASTER_SECRET); }

static SSL_SESSION* given;
static SSL_SESSION* give_session(SSL* ssl, const unsigned char* id, int id_len, int* copy) {
  (void)ssl, (void)id, (void)id_len, (void)copy;
  return given;
}
// What the callback gives has been taken out of a cache before.
static void give_removed_session(struct scene* s) {
  SSL_CTX_flush_sessions(s->server, 0);
  given = SSL_SESSION_dup(s->session);
  SSL_CTX_remove_session(s->server, given);
  SSL_CTX_sess_set_get_cb(s->server, give_session);
}
static void mark_own(struct scene* s) { SSL_CTX_remove_session(s->client, s->session); }

static void nothing(struct scene* s) { (void)s; }

static const struct row rows[] = {
    {"nothing changes", TLS1_2_VERSION, BY_ID, NULL, nothing, "resumed", "resumed", 1},
    {"nothing changes", TLS1_2_VERSION, BY_TICKET, NULL, nothing, "resumed", "resumed", 1},
    {"nothing changes", TLS1_3_VERSION, BY_ID, NULL, nothing, "resumed", "resumed", 1},
    {"nothing changes", TLS1_3_VERSION, BY_TICKET, NULL, nothing, "resumed", "resumed", 1},
    {"the server forgets", TLS1_2_VERSION, BY_ID, NULL, forget_sessions, "unknown_id", "refused_by_server", 0},
    {"the server forgets", TLS1_3_VERSION, BY_ID, NULL, forget_sessions, "unknown_id", "refused_by_server", 0},
    {"the server forgets, the client speaks both", TLS1_2_VERSION, BY_ID, NULL, forget_and_speak_both,
     "unknown_or_made_up_id", "refused_by_server", 0},
    {"the server has new keys", TLS1_2_VERSION, BY_TICKET, NULL, forget_keys, "unknown_ticket_key", "refused_by_server",
     0},
    {"the server has new keys", TLS1_3_VERSION, BY_TICKET, NULL, forget_keys, "unknown_ticket_key", "refused_by_server",
     0},
    {"the server switches tickets off", TLS1_2_VERSION, BY_TICKET, NULL, server_tickets_off, "tickets_off",
     "refused_by_server", 0},
    {"the client switches tickets off", TLS1_2_VERSION, BY_TICKET, NULL, client_tickets_off, "unknown_id",
     "tickets_off", 0},
    {"the ticket is altered", TLS1_2_VERSION, BY_TICKET, NULL, alter_ticket, "ticket_altered", "refused_by_server", 0},
    {"the ticket is altered", TLS1_3_VERSION, BY_TICKET, NULL, alter_ticket, "ticket_altered", "refused_by_server", 0},
    {"a callback refuses tickets", TLS1_2_VERSION, BY_TICKET, NULL, refuse_tickets, "ticket_refused",
     "refused_by_server", 0},
    {"a callback refuses tickets", TLS1_3_VERSION, BY_TICKET, NULL, refuse_tickets, "ticket_refused",
     "refused_by_server", 0},
    {"the server's session is old", TLS1_2_VERSION, BY_ID, NULL, age_cached, "expired", "refused_by_server", 0},
    {"the server's session is old", TLS1_3_VERSION, BY_ID, NULL, age_cached, "expired", "refused_by_server", 0},
    {"the ticket's session is old", TLS1_2_VERSION, BY_TICKET, seal_old_sessions, nothing, "expired",
     "refused_by_server", 0},
    {"the client's session is old", TLS1_3_VERSION, BY_TICKET, NULL, age_own, "none_offered", "expired", 0},
    {"the server comes to verify clients", TLS1_2_VERSION, BY_TICKET, with_id_context, verify_clients, "wrong_scope",
     "refused_by_server", 1},
    {"the server comes to verify clients", TLS1_3_VERSION, BY_TICKET, with_id_context, verify_clients, "wrong_scope",
     "refused_by_server", 1},
    {"the id context changes", TLS1_2_VERSION, BY_ID, with_id_context, other_id_context, "session_id_context",
     "refused_by_server", 0},
    {"the id context changes", TLS1_2_VERSION, BY_TICKET, with_id_context, other_id_context, "session_id_context",
     "refused_by_server", 0},
    {"the id context changes", TLS1_3_VERSION, BY_TICKET, with_id_context, other_id_context, "session_id_context",
     "refused_by_server", 0},
    {"the client goes back a version", TLS1_3_VERSION, BY_TICKET, NULL, older_client, "none_offered",
     "version_mismatch", 0},
    {"the server goes back a version", TLS1_3_VERSION, BY_TICKET, NULL, older_server, "version_mismatch",
     "version_mismatch", 0},
    {"both learn a new version", TLS1_2_VERSION, BY_TICKET, NULL, newer_both, "version_mismatch", "version_mismatch",
     0},
    {"both learn a new version", TLS1_2_VERSION, BY_ID, NULL, newer_both, "none_offered", "version_mismatch", 0},
    {"the server drops the cipher", TLS1_2_VERSION, BY_ID, NULL, server_other_cipher, "cipher_mismatch",
     "refused_by_server", 1},
    {"the client drops the hash", TLS1_3_VERSION, BY_TICKET, NULL, client_other_hash, "none_offered", "cipher_mismatch",
     0},
    {"the server drops the hash", TLS1_3_VERSION, BY_TICKET, NULL, server_other_hash, "hash_mismatch",
     "refused_by_server", 0},
    {"the server drops the hash and asks for another group", TLS1_3_VERSION, BY_TICKET, NULL, other_hash_and_group,
     "none_offered", "hash_mismatch", 0},
    {"the client learns extended master secrets", TLS1_2_VERSION, BY_ID, without_ems, with_ems, "ems_mismatch",
     "refused_by_server", 0},
    {"the client unlearns extended master secrets", TLS1_2_VERSION, BY_ID, NULL, without_ems, "none_offered",
     "ems_mismatch", -1},
    {"a callback gives a removed session", TLS1_2_VERSION, BY_ID, NULL, give_removed_session, "not_resumable",
     "refused_by_server", 0},
    {"the client's session was removed", TLS1_2_VERSION, BY_ID, NULL, mark_own, "none_offered", "not_resumable", 0},
    {"the client's session was removed", TLS1_3_VERSION, BY_TICKET, NULL, mark_own, "none_offered", "not_resumable", 0},
};

static struct scene scene_of(const struct row* row) {
  struct scene s = {client_ctx(row->version), server_ctx(row->version), NULL};
  if (row->named == BY_ID) SSL_CTX_set_options(s.server, SSL_OP_NO_TICKET);
  if (row->before != NULL) row->before(&s);
  s.session = session_from(s.client, s.server);
  row->between(&s);
  return s;
}

static void scene_end(struct scene* s) {
  SSL_SESSION_free(s->session);
  SSL_CTX_free(s->client);
  SSL_CTX_free(s->server);
  SSL_SESSION_free(given);
  given = NULL;
}

// What `row` says, or a line about what does not hold.
static int holds(const struct row* row) {
  struct scene s = scene_of(row);
  struct pair pair = pair_new(s.client, s.server);
  SSL_set_session(pair.client, s.session);
  const int done = pair_handshake(&pair) && pair_exchange(&pair);
  const int resumed = done ? SSL_session_reused(pair.client) : -1;
  const char *server = reprise_why_not_resumed(pair.server), *client = reprise_why_not_resumed(pair.client);
  const int should = DIFFERS("see docs/decisions/0008", row->openssl_resumes, strcmp(row->server, "resumed") == 0);
  int good = EXPECT_INT(should, resumed);
  if (abi_on_reprise()) {
    good &= EXPECT_STR(row->server, server) & EXPECT_STR(row->client, client);
    good &= EXPECT_INT(1 + (strcmp(row->server, "none_offered") == 0), reprise_count_resumption(s.server, row->server));
    good &= EXPECT_INT(1, reprise_count_resumption(s.client, row->client));
  } else {
    good &= EXPECT_NULL(server) & EXPECT_NULL(client) & EXPECT_INT(0, reprise_count_resumption(s.server, row->server));
  }
  if (!good) printf("  when %s in TLS 1.%d\n", row->what, row->version - TLS1_VERSION);
  pair_free(&pair);
  scene_end(&s);
  ERR_clear_error();
  return good;
}

CASE(reasons, "each reason is known to the side that finds it, and counted") {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) holds(&rows[i]);
}

static int take_name(SSL* ssl, int* alert, void* arg) {
  (void)ssl, (void)alert, (void)arg;
  return SSL_TLSEXT_ERR_OK;
}

CASE(other_name, "a TLS 1.2 session for another server name is not resumed (Reprise)") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_tlsext_servername_callback(server, take_name);
  SSL_SESSION* session = NULL;
  for (int i = 0; i < 2; i++) {
    struct pair pair = pair_new(client, server);
    REQUIRE(name_host(pair.client, i == 0 ? "one.test" : "two.test"));
    if (session != NULL) SSL_set_session(pair.client, session);
    REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
    if (i == 1 && abi_on_reprise()) EXPECT_STR("sni_mismatch", reprise_why_not_resumed(pair.server));
    if (session == NULL) session = SSL_get1_session(pair.client);
    pair_shutdown(&pair);
    pair_free(&pair);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(first_visit, "a first visit offers nothing; before the handshake is complete there is no reason") {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  struct pair pair = pair_new(client, server);
  EXPECT_NULL(reprise_why_not_resumed(pair.client));
  REQUIRE(pair_handshake(&pair));
  if (abi_on_reprise()) {
    EXPECT_STR("none_offered", reprise_why_not_resumed(pair.client));
    EXPECT_STR("none_offered", reprise_why_not_resumed(pair.server));
    EXPECT_INT(1, reprise_count_resumption(server, "none_offered"));
    EXPECT_INT(0, reprise_count_resumption(server, "resumed"));
    EXPECT_INT(-1, reprise_count_resumption(server, "no such reason"));
  }
  EXPECT_INT(0, ERR_peek_error());
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// The lines of `path`, in static storage.
static const char* contents(const char* path) {
  static char text[8192];
  FILE* file = fopen(path, "r");
  const size_t size = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file != NULL) fclose(file);
  text[size] = 0;
  return text;
}

CASE(explained_in_a_file, "with REPRISE_EXPLAIN=FILE each session that was not resumed has a line") {
  char path[] = "/tmp/why_not_resumed.XXXXXX";
  const int fd = mkstemp(path);
  REQUIRE(fd >= 0);
  close(fd);
  setenv("REPRISE_EXPLAIN", path, 1);
  const struct row row = {"", TLS1_3_VERSION, BY_TICKET, NULL, forget_keys, "", "", 0};
  struct scene s = scene_of(&row);
  EXPECT_STR("", contents(path));  // a first visit is not worth a line
  struct pair pair = pair_new(s.client, s.server);
  name_host(pair.client, "server.test");
  SSL_set_session(pair.client, s.session);
  REQUIRE(pair_handshake(&pair));
  const char* text = contents(path);
  if (abi_on_reprise()) {
    EXPECT_TRUE(
        strstr(text, " server, TLS 1.3, server.test: not resumed: unknown_ticket_key: no key opens the ticket\n"));
    EXPECT_TRUE(strstr(text, " client, TLS 1.3, server.test: not resumed: refused_by_server: "));
  }
  unlink(path);
  pair_free(&pair);
  scene_end(&s);
}

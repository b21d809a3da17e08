// SPDX-License-Identifier: Apache-2.0
// What a program sees of connections, at every moment: each getter (observer.py) in each callback
// (observer_callbacks.c), before and after each call, in every scenario below.
//
//   differential_observer [SCENARIO]    those whose name begins so
//
// Prints a line for each moment ("@c certificate": the client's end) and after it what is not as it was at that end's
// last one. observer_compare.py reads it.
#include "observer_scenarios.h"

#include <openssl/err.h>
#include <string.h>

struct visit visit;

int ctx_end_index(void) {
  static int index = -1;
  if (index < 0) index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  return index;
}

static void see(SSL* ssl, const char* when) { moment(end_of(ssl), ssl, SSL_get_SSL_CTX(ssl), NULL, "%s", when); }

// What a call came to, and what there is to see after it.
static int after(SSL* ssl, const char* call, int result) {
  char came[512], when[64];
  size_t len = (size_t)snprintf(came, sizeof came, "%d %d", result, SSL_get_error(ssl, result));
  for (unsigned long error; (error = ERR_get_error()) != 0 && len < sizeof came;)
    len += (size_t)snprintf(came + len, sizeof came - len, ", %s",
                            ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_reason_error_string(error) : "another library's");
  snprintf(when, sizeof when, "after %s", call);
  see(ssl, when);
  printf(" call.result=%s\n", came);
  return result;
}

static int is_waiting(SSL* ssl, int result) {
  const int error = SSL_get_error(ssl, result);
  return error != SSL_ERROR_SSL && error != SSL_ERROR_SYSCALL && error != SSL_ERROR_ZERO_RETURN;
}

static int step(SSL* ssl) {
  see(ssl, "before SSL_do_handshake");
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl);
  const int waits = result == 1 || is_waiting(ssl, result);
  after(ssl, "SSL_do_handshake", result);
  return result == 1 ? 1 : waits ? 0 : -1;
}

static int send_early(SSL* client) {
  size_t written = 0;
  return after(client, "SSL_write_early_data", SSL_write_early_data(client, "early", 5, &written));
}

static void read_early(SSL* server) {
  char buffer[16];
  size_t read = 0;
  for (int i = 0; i < 4; i++) {
    const int result = SSL_read_early_data(server, buffer, sizeof buffer, &read);
    after(server, "SSL_read_early_data", result);
    if (result != SSL_READ_EARLY_DATA_SUCCESS) break;
  }
}

static int handshake(struct pair* pair) {
  int client = 0, server = 0;
  SSL_SESSION* offered = SSL_get0_session(pair->client);
  if (offered != NULL && SSL_SESSION_get_max_early_data(offered) > 0) send_early(pair->client);
  for (int round = 0; round < 8 && (client != 1 || server != 1); round++) {
    if (client == 0) client = step(pair->client);
    if (round == 0 && visit.flags & CUT_CLIENT) BIO_shutdown_wr(SSL_get_wbio(pair->client));
    if (round == 0 && visit.flags & CUT_SERVER) BIO_shutdown_wr(SSL_get_wbio(pair->server));
    if (round == 0 && visit.flags & EARLY_DATA) read_early(pair->server);
    if (server == 0 && (visit.flags & CUT_SERVER) == 0) server = step(pair->server);
    if (client < 0 && server < 0) break;
  }
  return client == 1 && server == 1;
}

static void read_one(SSL* ssl) {
  char byte;
  ERR_clear_error();
  after(ssl, "SSL_read", SSL_read(ssl, &byte, 1));
}

static void talk(struct pair* pair) {
  char byte;
  read_one(pair->client);  // tickets
  read_one(pair->server);
  after(pair->client, "SSL_write", SSL_write(pair->client, "two", 3));
  after(pair->server, "SSL_peek", SSL_peek(pair->server, &byte, 1));
  for (int i = 0; i < 4; i++) read_one(pair->server);
  after(pair->server, "SSL_write", SSL_write(pair->server, "s", 1));
  read_one(pair->client);
}

static void ask_later(struct pair* pair) {
  SSL_set_verify(pair->server, SSL_VERIFY_PEER, NULL);
  after(pair->server, "SSL_verify_client_post_handshake", SSL_verify_client_post_handshake(pair->server));
  after(pair->server, "SSL_do_handshake", SSL_do_handshake(pair->server));
  read_one(pair->client);
  read_one(pair->server);
  read_one(pair->client);
}

static void update_keys(struct pair* pair) {
  after(pair->client, "SSL_key_update", SSL_key_update(pair->client, SSL_KEY_UPDATE_REQUESTED));
  talk(pair);
  after(pair->server, "SSL_new_session_ticket", SSL_new_session_ticket(pair->server));
  talk(pair);
}

static void close_both(struct pair* pair) {
  for (int i = 0; i < 2; i++) {
    after(pair->client, "SSL_shutdown", SSL_shutdown(pair->client));
    read_one(pair->server);
    after(pair->server, "SSL_shutdown", SSL_shutdown(pair->server));
  }
  after(pair->client, "SSL_write", SSL_write(pair->client, "c", 1));
}

static void copy(SSL* ssl, const char* when) {
  SSL* dup = SSL_dup(ssl);
  if (dup == NULL) {
    after(ssl, "SSL_dup, null", 0);
    return;
  }
  see(dup, when);
  SSL_free(dup);
  see(ssl, "copy freed");
}

static void both_copied(struct pair* pair, const char* when) {
  if ((visit.flags & DUP) == 0) return;
  copy(pair->client, when);
  copy(pair->server, when);
}

static void again(struct pair* pair) {
  after(pair->client, "SSL_clear", SSL_clear(pair->client));
  after(pair->server, "SSL_clear", SSL_clear(pair->server));
  pair_join(pair->client, pair->server);
  handshake(pair);
  talk(pair);
}

static SSL_SESSION* one_visit(SSL_CTX* client, SSL_CTX* server, SSL_SESSION* session) {
  struct pair pair = pair_new(client, server);
  observed_begin(&visit.client_end, 'c', session);
  observed_begin(&visit.server_end, 's', NULL);
  visit.begun = 1;
  see(pair.client, "new");
  see(pair.server, "new");
  watch_extensions(pair.client);
  watch_extensions(pair.server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  if (session != NULL) after(pair.client, "SSL_set_session", SSL_set_session(pair.client, session));
  both_copied(&pair, "copied before");
  if (handshake(&pair)) {
    both_copied(&pair, "copied after");
    if (visit.flags & CUT_AFTER) BIO_shutdown_wr(SSL_get_wbio(pair.server));
    talk(&pair);
    if (visit.flags & LATER_CERTIFICATE) ask_later(&pair);
    if (visit.flags & KEY_UPDATE) update_keys(&pair);
    if ((visit.flags & CUT_AFTER) == 0) close_both(&pair);
    if (visit.flags & CLEAR) again(&pair);
  } else {
    read_one(pair.client);
    read_one(pair.server);
    after(pair.client, "SSL_shutdown", SSL_shutdown(pair.client));
    after(pair.client, "SSL_clear", SSL_clear(pair.client));
    after(pair.server, "SSL_clear", SSL_clear(pair.server));
  }
  SSL_SESSION* next = SSL_get1_session(pair.client);
  moment(&visit.client_end, NULL, client, next, "SSL_get1_session");
  pair_free(&pair);
  ERR_clear_error();
  moment(&visit.client_end, NULL, client, next, "SSL_free");
  moment(&visit.server_end, NULL, server, NULL, "SSL_free");
  visit.begun = 0;
  observed_end(&visit.client_end);
  observed_end(&visit.server_end);
  return next;
}

enum { V12 = 1, V13 = 2, BOTH = 3 };
static const struct scenario {
  const char *name, *visits;  // f: full, r: with the session of the last, s: the same at a stranger's
  int versions, flags;
} scenarios[] = {
    {"plain", "frs", BOTH, DEBUG_EXTENSIONS},
    {"client certificate", "frs", BOTH, CLIENT_CERTIFICATE},
    {"no client certificate", "fr", BOTH, CLIENT_CERTIFICATE | NO_CERTIFICATE},
    {"client certificate refused", "f", BOTH, CLIENT_CERTIFICATE | REFUSE_PEER},
    {"client certificate missed", "f", BOTH, CLIENT_CERTIFICATE | NO_CERTIFICATE | REFUSE_PEER},
    {"server certificate refused", "f", BOTH, REFUSE_PEER},
    {"each certificate verified", "fr", BOTH, CLIENT_CERTIFICATE | VERIFY_EACH},
    {"stranger", "f", BOTH, VERIFY_EACH | STRANGER},
    {"stranger accepted", "fr", BOTH, VERIFY_EACH | STRANGER | ACCEPT_ANY},
    {"HelloRetryRequest", "frs", V13, RETRY},
    {"kept by the server", "frs", BOTH, STATEFUL},
    {"kept by the program", "frs", BOTH, STATEFUL | OWN_CACHE},
    {"ticket keys", "frs", BOTH, TICKET_KEYS},
    {"early data", "frs", V13, EARLY_DATA},
    {"early data refused", "fr", V13, EARLY_DATA | REFUSE_EARLY_DATA},
    {"later certificate", "fr", V13, LATER_CERTIFICATE},
    {"later certificate, none", "f", V13, LATER_CERTIFICATE | NO_CERTIFICATE},
    {"PSK", "f", V13, PSK},
    {"hello refused", "f", BOTH, REFUSE_HELLO},
    {"name refused", "f", BOTH, REFUSE_NAME},
    {"name not acknowledged", "fr", BOTH, NAME_NOT_ACKNOWLEDGED},
    {"ALPN refused", "f", BOTH, REFUSE_ALPN},
    {"certificate callback refuses", "f", BOTH, REFUSE_CERTIFICATE},
    {"other context", "fr", BOTH, OTHER_CTX},
    {"later", "fr", BOTH, LATER | CLIENT_CERTIFICATE},
    {"cut by the client", "f", BOTH, CUT_CLIENT},
    {"cut by the server", "f", BOTH, CUT_SERVER},
    {"cut after", "fr", BOTH, CUT_AFTER},
    {"cleared", "fr", BOTH, CLEAR | CLIENT_CERTIFICATE},
    {"copied", "fr", BOTH, DUP | CLIENT_CERTIFICATE},
    {"no common version", "f", BOTH, NO_COMMON_VERSION},
    {"no common cipher", "f", BOTH, NO_COMMON_CIPHER},
    {"key update", "f", V13, KEY_UPDATE},
};

static SSL_CTX* server_of(const struct scenario* scenario, int version) {
  SSL_CTX* server = watched_server(version);
  if (scenario->flags & STRANGER) use_identity(server, identity_stranger());
  if (scenario->flags & NO_COMMON_VERSION) {
    const int other = version == TLS1_2_VERSION ? TLS1_3_VERSION : TLS1_2_VERSION;
    SSL_CTX_set_min_proto_version(server, 0);
    SSL_CTX_set_max_proto_version(server, other);
    SSL_CTX_set_min_proto_version(server, other);
  }
  if (scenario->flags & NO_COMMON_CIPHER) {
    SSL_CTX_set_cipher_list(server, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(server, "TLS_AES_128_GCM_SHA256");
  }
  return server;
}

static void observe(const struct scenario* scenario, int version) {
  visit.flags = scenario->flags;
  SSL_CTX *client = watched_client(version), *server = server_of(scenario, version);
  SSL_CTX* stranger = server_of(scenario, version);
  SSL_SESSION* session = NULL;
  visit.other = watched_server(version);
  use_identity(visit.other, identity_rsa());
  if (scenario->flags & NO_COMMON_CIPHER) {
    SSL_CTX_set_cipher_list(client, "ECDHE-ECDSA-AES256-GCM-SHA384");
    SSL_CTX_set_ciphersuites(client, "TLS_AES_256_GCM_SHA384");
  }
  name_ctx(0, client, "client's");
  name_ctx(1, server, "server's");
  name_ctx(2, stranger, "stranger's");
  name_ctx(3, visit.other, "other");
  for (const char* kind = scenario->visits; *kind != 0; kind++) {
    visit.said_later = 0;
    printf("# %s, 1.%d, %s\n", scenario->name, version - TLS1_VERSION,
           *kind == 'f'   ? "full"
           : *kind == 'r' ? "resumed"
                          : "forgotten");
    SSL_SESSION* next = one_visit(client, *kind == 's' ? stranger : server, session);
    SSL_SESSION_free(session);
    session = next;
  }
  SSL_SESSION_free(session);
  SSL_SESSION_free(visit.kept);
  visit.kept = NULL;
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(stranger);
  SSL_CTX_free(visit.other);
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : "";
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
    if (strncmp(scenarios[i].name, only, strlen(only)) != 0) continue;
    if (scenarios[i].versions & V12) observe(&scenarios[i], TLS1_2_VERSION);
    if (scenarios[i].versions & V13) observe(&scenarios[i], TLS1_3_VERSION);
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Connections that use what few do: certificates of clients, retries, early data, keys agreed on before, tickets and
// caches of the program's own, cookies; and what programs ask about their peer.
#include <openssl/err.h>
#include <string.h>

#include "pair.h"
#include "tasks.h"

static SSL_CTX *client12, *client13, *client_with_cert12, *client_with_cert13, *asking12, *asking13, *retrying, *early,
    *searching, *with_psk, *ticket_callbacks12, *ticket_callbacks13, *own_tickets, *client_with_psk, *named_ids;
static SSL_SESSION *early_session, *callback_session12, *callback_session13, *psk_session;

// --- Callbacks

static int use_psk(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *size, SSL_SESSION **session) {
  (void)ssl, (void)md;
  *id = (const unsigned char *)"me", *size = 2;
  SSL_SESSION_up_ref(psk_session);
  *session = psk_session;
  return 1;
}

static int find_psk(SSL *ssl, const unsigned char *id, size_t size, SSL_SESSION **session) {
  (void)ssl;
  *session = NULL;
  if (size != 2 || memcmp(id, "me", 2) != 0) return 1;
  SSL_SESSION_up_ref(psk_session);
  *session = psk_session;
  return 1;
}

static int ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                      int sealing) {
  static unsigned char key[32] = "the only key";
  (void)ssl;
  if (sealing) memset(name, 'n', 16), memset(iv, 'i', 16);
  OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string("key", key, 32),
                         OSSL_PARAM_construct_utf8_string("digest", "SHA256", 0), OSSL_PARAM_construct_end()};
  if (EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, sealing) != 1 ||
      EVP_MAC_CTX_set_params(mac, params) != 1)
    return -1;
  return 1;
}

static int put_appdata(SSL *ssl, void *arg) {
  (void)arg;
  return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), "note", 4);
}

static SSL_TICKET_RETURN take_appdata(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t size,
                                      SSL_TICKET_STATUS status, void *arg) {
  (void)ssl, (void)session, (void)name, (void)size, (void)arg;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static int agree(int ok, X509_STORE_CTX *store) { return (void)store, ok; }

static int name_session(SSL *ssl, unsigned char *id, unsigned *size) {
  (void)ssl, (void)size;
  memset(id, 7, 32);
  return 1;
}

// --- While connected

// What programs ask about their peers: whole lists or none.
static enum outcome ask_about_peer(SSL *client, SSL *server) {
  enum outcome outcome = DONE;
  X509 *leaf = SSL_get1_peer_certificate(server);
  const STACK_OF(X509) *chain = SSL_get_peer_cert_chain(client);
  const STACK_OF(SSL_CIPHER) *suites = SSL_get_client_ciphers(server);
  STACK_OF(SSL_CIPHER) *supported = SSL_get1_supported_ciphers(server);
  const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(client);
  EVP_PKEY *key = NULL;
  if (leaf == NULL || chain == NULL || suites == NULL || supported == NULL || names == NULL) outcome = REFUSED;
  if (chain != NULL && sk_X509_num(chain) != 2) outcome = WRONG;  // leaf and CA
  if (suites != NULL && sk_SSL_CIPHER_num(suites) < 3) outcome = WRONG;
  if (supported != NULL && sk_SSL_CIPHER_num(supported) < 3) outcome = WRONG;
  if (names != NULL && sk_X509_NAME_num(names) != 1) outcome = WRONG;
  if (SSL_get_peer_tmp_key(client, &key) != 1 && outcome == DONE) outcome = REFUSED;
  if (SSL_get0_peer_certificate(client) == NULL && outcome == DONE) outcome = REFUSED;
  EVP_PKEY_free(key);
  sk_SSL_CIPHER_free(supported);
  X509_free(leaf);
  return outcome;
}

static enum outcome update_keys(SSL *client, SSL *server) {
  if (SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED) != 1) return REFUSED;
  return exchange(client, server) == DONE ? exchange(server, client) : REFUSED;
}

static enum outcome send_tickets(SSL *client, SSL *server) {
  if (SSL_new_session_ticket(server) != 1 || SSL_do_handshake(server) != 1) return REFUSED;
  return exchange(server, client);
}

static enum outcome ask_later(SSL *client, SSL *server) {
  SSL_set_verify(server, SSL_VERIFY_PEER, NULL);
  if (SSL_verify_client_post_handshake(server) != 1 || SSL_do_handshake(server) != 1) return REFUSED;
  char byte;
  if (SSL_read(client, &byte, 1) > 0 || SSL_get_error(client, -1) != SSL_ERROR_WANT_READ) return REFUSED;
  if (SSL_read(server, &byte, 1) > 0 || SSL_get_error(server, -1) != SSL_ERROR_WANT_READ) return REFUSED;
  return SSL_get0_peer_certificate(server) != NULL ? DONE : REFUSED;
}

// --- Tasks

static enum outcome client_auth12(void) { return handshake(client_with_cert12, asking12, NULL, ask_about_peer); }
// A server that looks for its own issuers in each handshake, since the program's code takes part.
static enum outcome issuers_looked_for(void) { return handshake(client_with_cert12, searching, NULL, ask_about_peer); }
static enum outcome client_auth13(void) { return handshake(client_with_cert13, asking13, NULL, ask_about_peer); }
static enum outcome later_auth(void) { return handshake(client_with_cert13, early, NULL, ask_later); }
static enum outcome retry(void) { return handshake(client13, retrying, NULL, update_keys); }
static enum outcome more_tickets(void) { return handshake(client13, early, NULL, send_tickets); }
static enum outcome agreed_psk(void) { return handshake(client_with_psk, with_psk, NULL, NULL); }
static enum outcome callback12(void) { return handshake(client12, ticket_callbacks12, callback_session12, NULL); }
static enum outcome callback13(void) { return handshake(client13, ticket_callbacks13, callback_session13, NULL); }
static enum outcome appdata(void) { return handshake(client13, own_tickets, NULL, NULL); }
static enum outcome named_by_program(void) {
  const enum outcome outcome = handshake(client12, named_ids, NULL, NULL);
  SSL_CTX_flush_sessions(named_ids, 0);
  return outcome;
}

// 0-RTT: what the server read is what the client wrote.
static enum outcome early_data(void) {
  enum outcome outcome = REFUSED;
  BIO *a = NULL, *b = NULL;
  SSL *client = SSL_new(client13), *server = SSL_new(early);
  SSL_SESSION *offered = SSL_SESSION_dup(early_session);
  char text[8] = "";
  size_t size = 0;
  if (client == NULL || server == NULL || offered == NULL || BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) != 1) goto end;
  SSL_set_bio(client, a, a), SSL_set_bio(server, b, b);
  SSL_set_connect_state(client), SSL_set_accept_state(server);
  if (SSL_set_session(client, offered) != 1 || SSL_write_early_data(client, "early", 5, &size) != 1) goto end;
  const int read = SSL_read_early_data(server, text, sizeof text, &size);
  if (read == SSL_READ_EARLY_DATA_ERROR) goto end;
  if (read == SSL_READ_EARLY_DATA_SUCCESS && (size != 5 || memcmp(text, "early", 5) != 0)) outcome = WRONG;
  for (int i = 0; i < 4 && outcome != WRONG; i++) {
    const int c = SSL_do_handshake(client);
    if (c != 1 && SSL_get_error(client, c) != SSL_ERROR_WANT_READ) goto end;
    const int s = SSL_is_init_finished(server) ? 1 : SSL_read_early_data(server, text, sizeof text, &size);
    if (s == SSL_READ_EARLY_DATA_ERROR && SSL_get_error(server, 0) != SSL_ERROR_WANT_READ) goto end;
    if (SSL_do_handshake(server) == 1 && c == 1) break;
  }
  if (outcome != WRONG && exchange(client, server) == DONE) outcome = exchange(server, client);
  SSL_shutdown(client), SSL_shutdown(server);
end:
  SSL_SESSION_free(offered);
  SSL_free(client), SSL_free(server);
  return outcome;
}

static SSL_CTX *asking(int version) {
  SSL_CTX *ctx = server_ctx(version);
  trust_ca(ctx);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_add_client_CA(ctx, identity_ca()->cert);
  return ctx;
}

static SSL_CTX *with_certificate(int version) {
  SSL_CTX *ctx = client_ctx(version);
  use_identity(ctx, identity_client());
  SSL_CTX_set_post_handshake_auth(ctx, 1);
  return ctx;
}

void prepare_peer_tasks(void) {
  client12 = client_ctx(TLS1_2_VERSION), client13 = client_ctx(TLS1_3_VERSION);
  client_with_cert12 = with_certificate(TLS1_2_VERSION), client_with_cert13 = with_certificate(TLS1_3_VERSION);
  asking12 = asking(TLS1_2_VERSION), asking13 = asking(TLS1_3_VERSION);
  searching = asking(TLS1_2_VERSION);
  X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(searching), agree);
  retrying = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(retrying, "P-521");
  early = server_ctx(TLS1_3_VERSION);
  trust_ca(early);
  SSL_CTX_set_max_early_data(early, 100), SSL_CTX_set_recv_max_early_data(early, 100);
  SSL_CTX_set_options(early, SSL_OP_NO_ANTI_REPLAY);
  SSL_CTX_set_session_id_context(early, (const unsigned char *)"e", 1);
  early_session = session_from(client13, early);
  psk_session = made_session("psk", TLS1_3_VERSION);
  client_with_psk = client_ctx(TLS1_3_VERSION), with_psk = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_psk_use_session_callback(client_with_psk, use_psk);
  SSL_CTX_set_psk_find_session_callback(with_psk, find_psk);
  ticket_callbacks12 = server_ctx(TLS1_2_VERSION), ticket_callbacks13 = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(ticket_callbacks12, ticket_key);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(ticket_callbacks13, ticket_key);
  callback_session12 = session_from(client12, ticket_callbacks12);
  callback_session13 = session_from(client13, ticket_callbacks13);
  own_tickets = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_session_ticket_cb(own_tickets, put_appdata, take_appdata, NULL);
  named_ids = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_options(named_ids, SSL_OP_NO_TICKET);
  SSL_CTX_set_generate_session_id(named_ids, name_session);
}

const struct task peer_tasks[] = {
    {"client_auth12", client_auth12},
    {"client_auth13", client_auth13},
    {"issuers_looked_for", issuers_looked_for},
    {"later_auth", later_auth},
    {"retry", retry},
    {"more_tickets", more_tickets},
    {"agreed_psk", agreed_psk},
    {"callback12", callback12},
    {"callback13", callback13},
    {"appdata", appdata},
    {"named_by_program", named_by_program},
    {"early_data", early_data},
    {NULL, NULL},
};

// SPDX-License-Identifier: Apache-2.0
// What a setting comes to by when it is made: each of settings_setters.c, on the context, on the connection and on the
// context that a server changes to, at each moment of a handshake, at either end, in either version.
//
//   differential_settings [SETTER]    those whose name begins so
//
// Prints for each what a full handshake with it and one that offers the session of the first came to, as both ends and
// the wire have it. settings_compare.py reads it.
#include "settings.h"

#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

#include "pair.h"

enum target { CONTEXT, CONNECTION, NEXT_CONTEXT };
static const char* const kTargets[] = {"context", "connection", "next context"};

// Where the setting is made. The server's callbacks, then the client's; "before" is before SSL_new.
static const char* const kMoments[] = {"before", "new", "hello", "name", "alpn", "status", "certificate", "verify",
                                       "info", "message", "key log", "new session", "ticket", "done", NULL};

static struct visit {
  const struct setter* setter;
  enum target target;
  const char* moment;
  int at_server, made;  // whether it has been made
  SSL_CTX* next;        // what the server changes to in its server name callback; null: nothing
  // What the client saw on the wire.
  unsigned char messages[64];
  int num_messages, records[16], num_records;
} visit;

static void apply(SSL* ssl, SSL_CTX* ctx) {
  visit.made = 1;
  if (visit.target == CONNECTION) visit.setter->on_ssl(ssl);
  else visit.setter->on_ctx(ctx);
  ERR_clear_error();
}

static void now(SSL* ssl, const char* moment) {
  if (visit.made || SSL_is_server(ssl) != visit.at_server || strcmp(visit.moment, moment) != 0) return;
  apply(ssl, SSL_get_SSL_CTX(ssl));
}

// --- Callbacks

static int on_hello(SSL* ssl, int* alert, void* arg) {
  (void)alert, (void)arg;
  now(ssl, "hello");
  return SSL_CLIENT_HELLO_SUCCESS;
}
static int on_name(SSL* ssl, int* alert, void* arg) {
  (void)alert, (void)arg;
  if (visit.next != NULL) SSL_set_SSL_CTX(ssl, visit.next);
  now(ssl, "name");
  return SSL_TLSEXT_ERR_OK;
}
static int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_len,
                   void* arg) {
  (void)in_len, (void)arg;
  now(ssl, "alpn");
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}
static int on_status(SSL* ssl, void* arg) {
  (void)arg;
  now(ssl, "status");
  if (!SSL_is_server(ssl)) return 1;
  SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup("status", 6), 6);
  return SSL_TLSEXT_ERR_OK;
}
static int on_certificate(SSL* ssl, void* arg) {
  (void)arg;
  now(ssl, "certificate");
  return 1;
}
static int on_verify(int good, X509_STORE_CTX* verification) {
  now(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()), "verify");
  return good;
}
static void on_info(const SSL* ssl, int where, int value) {
  (void)value;
  if (where == SSL_CB_HANDSHAKE_START) now((SSL*)ssl, "info");
}
static void on_message(int sent, int version, int type, const void* bytes, size_t len, SSL* ssl, void* arg) {
  const unsigned char* at = bytes;
  (void)version, (void)arg;
  if (!SSL_is_server(ssl) && !sent && type == SSL3_RT_HANDSHAKE && len > 0 && visit.num_messages < 64)
    visit.messages[visit.num_messages++] = at[0];
  if (!SSL_is_server(ssl) && !sent && type == SSL3_RT_HEADER && len >= 5 && SSL_is_init_finished(ssl) &&
      at[0] == SSL3_RT_APPLICATION_DATA && visit.num_records < 16)
    visit.records[visit.num_records++] = at[3] << 8 | at[4];
  if (sent && type == SSL3_RT_HANDSHAKE) now(ssl, "message");
}
static void on_key(const SSL* ssl, const char* line) {
  (void)line;
  now((SSL*)ssl, "key log");
}
static int on_new(SSL* ssl, SSL_SESSION* session) {
  (void)session;
  now(ssl, "new session");
  return 0;
}
static int on_ticket(SSL* ssl, void* arg) {
  (void)arg;
  now(ssl, "ticket");
  return 1;
}

// --- Both ends, as they begin

static void watch(SSL_CTX* ctx) {
  SSL_CTX_set_cert_cb(ctx, on_certificate, NULL);
  SSL_CTX_set_info_callback(ctx, on_info);
  SSL_CTX_set_msg_callback(ctx, on_message);
  SSL_CTX_set_keylog_callback(ctx, on_key);
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_set_tlsext_status_cb(ctx, on_status);
  trust_ca(ctx);
}
static SSL_CTX* new_server(void) {
  SSL_CTX* server = server_ctx(0);
  watch(server);
  SSL_CTX_set_client_hello_cb(server, on_hello, NULL);
  SSL_CTX_set_tlsext_servername_callback(server, on_name);
  SSL_CTX_set_alpn_select_cb(server, on_alpn, NULL);
  SSL_CTX_set_session_ticket_cb(server, on_ticket, NULL, NULL);
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER, on_verify);
  SSL_CTX_set_session_id_context(server, (const unsigned char*)"own", 3);
  return server;
}
static SSL_CTX* new_client(int version) {
  SSL_CTX* client = client_ctx(0);
  watch(client);
  SSL_CTX_set_max_proto_version(client, version);
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, on_verify);
  use_identity(client, identity_client());
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
  SSL_CTX_set_alpn_protos(client, (const unsigned char*)"\3one\3two", 8);
  return client;
}

// --- What it came to

static void say_errors(SSL* ssl, int result) {
  printf(" error %d", SSL_get_error(ssl, result));
  for (unsigned long error; (error = ERR_get_error()) != 0;)
    if (ERR_GET_LIB(error) == ERR_LIB_SSL) printf(" (%s)", ERR_reason_error_string(error));
}
static const char* name_of(X509* certificate) {
  static char name[64];
  if (certificate == NULL) return "nobody";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}
static void say_end(SSL* ssl, const char* end) {
  const unsigned char* protocol;
  unsigned size;
  int nid = 0;
  SSL_get0_alpn_selected(ssl, &protocol, &size);
  printf(" | %s %s %s group %lx alpn %.*s", end, SSL_get_version(ssl), SSL_get_cipher_name(ssl),
         (long)SSL_get_negotiated_group(ssl), (int)size, size > 0 ? (const char*)protocol : "");
  if (SSL_session_reused(ssl)) printf(" resumed");
  printf(" peer %s verified %ld", name_of(SSL_get0_peer_certificate(ssl)), SSL_get_verify_result(ssl));
  if (SSL_get_peer_signature_nid(ssl, &nid)) printf(" signed %s", OBJ_nid2sn(nid));
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  printf(" chain %d ems %ld", chain != NULL ? sk_X509_num(chain) : 0, (long)SSL_get_extms_support(ssl));
}
static void say_session(const SSL_SESSION* session) {
  if (session == NULL) return;
  // Of what is left of two hours a second may have passed.
  const long timeout = SSL_SESSION_get_timeout(session), hint = (long)SSL_SESSION_get_ticket_lifetime_hint(session);
  printf(" | session timeout %ld hint %ld early %u ticket %d resumable %d", timeout > 7190 ? 7200 : timeout,
         hint > 7190 ? 7200 : hint, SSL_SESSION_get_max_early_data(session),
         SSL_SESSION_has_ticket(session), SSL_SESSION_is_resumable(session));
}

static void say_traffic(struct pair* pair) {
  static char data[3000];
  size_t read = 0, sum = 0;
  SSL_read(pair->client, data, 1);  // tickets, whose size is each library's own
  SSL_read(pair->server, data, 1);
  visit.num_records = 0;
  const int wrote = SSL_write(pair->server, data, sizeof data);
  if (wrote <= 0) say_errors(pair->server, wrote);
  for (int i = 0; i < 20 && SSL_read_ex(pair->client, data, sizeof data, &read) == 1; i++) sum += read;
  printf(" | read %zu in", sum);
  for (int i = 0; i < visit.num_records; i++) printf(" %d", visit.records[i]);
  ERR_clear_error();
}
static void say_end_of_it(struct pair* pair) {
  char byte;
  printf(" | shutdown %d", SSL_shutdown(pair->server));
  printf(" read %d", SSL_get_error(pair->client, SSL_read(pair->client, &byte, 1)));
  printf(" shutdown %d %d", SSL_shutdown(pair->client), SSL_shutdown(pair->server));
  ERR_clear_error();
}

static void drive(struct pair* pair) {
  int client = 0, server = 0, client_ended = 0, server_ended = 0;
  for (int round = 0; round < 8 && !(client_ended && server_ended); round++) {
    ERR_clear_error();
    if (!client_ended) {
      client = SSL_do_handshake(pair->client);
      client_ended = client == 1 || SSL_get_error(pair->client, client) != SSL_ERROR_WANT_READ;
      if (client_ended && client != 1) printf(" | client"), say_errors(pair->client, client);
    }
    ERR_clear_error();
    if (!server_ended) {
      server = SSL_do_handshake(pair->server);
      server_ended = server == 1 || SSL_get_error(pair->server, server) != SSL_ERROR_WANT_READ;
      if (server_ended && server != 1) printf(" | server"), say_errors(pair->server, server);
    }
  }
  ERR_clear_error();
}

static SSL_SESSION* one_visit(SSL_CTX* client, SSL_CTX* server, SSL_SESSION* session) {
  struct pair pair = pair_new(client, server);
  SSL* const end = visit.at_server ? pair.server : pair.client;
  visit.num_messages = 0;
  times_called = 0;
  SSL_set_tlsext_host_name(pair.client, "server.test");
  SSL_set_tlsext_status_type(pair.client, TLSEXT_STATUSTYPE_ocsp);
  if (session != NULL) SSL_set_session(pair.client, session);
  now(end, "new");
  drive(&pair);
  now(end, "done");
  if (SSL_is_init_finished(pair.client)) say_end(pair.client, "client");
  if (SSL_is_init_finished(pair.server)) say_end(pair.server, "server");
  if (SSL_is_init_finished(pair.client) && SSL_is_init_finished(pair.server)) {
    say_traffic(&pair);
    say_end_of_it(&pair);
  }
  printf(" | messages");
  for (int i = 0; i < visit.num_messages; i++) printf(" %d", visit.messages[i]);
  printf(" called %d", times_called);
  SSL_SESSION* next = SSL_get1_session(pair.client);
  say_session(next);
  pair_free(&pair);
  ERR_clear_error();
  return next;
}

static void one(int version) {
  SSL_CTX *client = new_client(version), *server = new_server();
  visit.made = 0;
  visit.next = visit.target == NEXT_CONTEXT ? new_server() : NULL;
  if (strcmp(visit.moment, "before") == 0)
    apply(NULL, visit.next != NULL ? visit.next : visit.at_server ? server : client);
  const char* end = visit.at_server ? "server" : "client";
  const char* of_version = version == TLS1_2_VERSION ? "1.2" : "1.3";
  SSL_SESSION* session = NULL;
  for (int i = 0; i < 2; i++) {
    printf("%s | %s | %s | %s | %s | %s:", visit.setter->name, end, kTargets[visit.target], visit.moment, of_version,
           i == 0 ? "first" : "second");
    SSL_SESSION* next = one_visit(client, server, session);
    printf("%s\n", visit.made ? "" : " | not made");
    SSL_SESSION_free(session);
    session = next;
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(visit.next);
}

// To set a store while it is being searched frees it under libcrypto's hands, to take a session away once it is there
// crashes OpenSSL.
static int is_possible(const struct setter* setter, enum target target, const char* moment) {
  const int before = strcmp(moment, "before") == 0;
  if (strcmp(setter->name, "no_session") == 0 && strcmp(moment, "new") != 0) return 0;
  if (target == CONNECTION) return setter->on_ssl != NULL && !before;
  if (target == NEXT_CONTEXT) return setter->on_ctx != NULL && before;
  return setter->on_ctx != NULL && !(strcmp(setter->name, "empty_store") == 0 && strcmp(moment, "verify") == 0);
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : "";
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  for (int i = 0; i < num_setters; i++) {
    visit.setter = &setters[i];
    if (strncmp(setters[i].name, only, strlen(only)) != 0) continue;
    for (visit.at_server = 0; visit.at_server < 2; visit.at_server++)
      for (int target = CONTEXT; target <= NEXT_CONTEXT; target++)
        for (const char* const* moment = kMoments; *moment != NULL; moment++) {
          visit.target = (enum target)target;
          visit.moment = *moment;
          if (target == NEXT_CONTEXT && !visit.at_server) continue;
          if (!is_possible(visit.setter, visit.target, *moment)) continue;
          one(TLS1_2_VERSION);
          one(TLS1_3_VERSION);
        }
  }
  return 0;
}

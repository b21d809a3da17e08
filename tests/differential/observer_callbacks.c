// SPDX-License-Identifier: Apache-2.0
// Every callback that a context has: each is a moment at which everything is asked.
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "observer_scenarios.h"
#include "ticket_key.h"

struct observed* end_of(const SSL* ssl) {
  return SSL_is_server(ssl) ? &visit.server_end : &visit.client_end;
}

#define SEE(ssl, ...) moment(end_of(ssl), ssl, SSL_get_SSL_CTX(ssl), NULL, __VA_ARGS__)
#define SEE_SESSION(ssl, session, ...) moment(end_of(ssl), ssl, SSL_get_SSL_CTX(ssl), session, __VA_ARGS__)

// Whether a scenario asks a callback to say "later" the first time.
static int is_later(void) { return (visit.flags & LATER) != 0 && !visit.said_later++; }

static int on_hello(SSL* ssl, int* alert, void* arg) {
  (void)arg;
  SEE(ssl, "client hello");
  *alert = SSL_AD_ACCESS_DENIED;
  if (visit.flags & REFUSE_HELLO) return SSL_CLIENT_HELLO_ERROR;
  return is_later() ? SSL_CLIENT_HELLO_RETRY : SSL_CLIENT_HELLO_SUCCESS;
}
static int on_name(SSL* ssl, int* alert, void* arg) {
  (void)arg;
  SEE(ssl, "server name");
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  if (visit.flags & REFUSE_NAME) return SSL_TLSEXT_ERR_ALERT_FATAL;
  if (visit.flags & OTHER_CTX) {
    SSL_set_SSL_CTX(ssl, visit.other);
    SEE(ssl, "server name, other context");
  }
  return visit.flags & NAME_NOT_ACKNOWLEDGED ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}
static int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_len,
                   void* arg) {
  (void)in_len, (void)arg;
  SEE(ssl, "alpn");
  *out = in + 1;
  *size = in[0];
  return visit.flags & REFUSE_ALPN ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}
static int on_certificate(SSL* ssl, void* arg) {
  static int later;
  (void)arg;
  SEE(ssl, "certificate");
  if ((visit.flags & REFUSE_CERTIFICATE) && SSL_is_server(ssl)) return 0;
  return visit.flags & LATER && later++ % 2 == 0 ? -1 : 1;
}
static SSL* ssl_of(X509_STORE_CTX* verification) {
  return X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
}
static int on_verify_chain(X509_STORE_CTX* verification, void* arg) {
  (void)arg;
  SSL* ssl = ssl_of(verification);
  SEE(ssl, "verify");
  if (visit.flags & REFUSE_PEER && SSL_is_server(ssl) == ((visit.flags & CLIENT_CERTIFICATE) != 0)) {
    X509_STORE_CTX_set_error(verification, X509_V_ERR_CERT_REVOKED);
    return 0;
  }
  X509_STORE_CTX_set_error(verification, X509_V_OK);
  return 1;
}
static int on_verify_one(int good, X509_STORE_CTX* verification) {
  SEE(ssl_of(verification), "verify %d at %d", good, X509_STORE_CTX_get_error_depth(verification));
  return visit.flags & ACCEPT_ANY ? 1 : good;
}
static int on_status(SSL* ssl, void* arg) {
  (void)arg;
  SEE(ssl, "status");
  if (!SSL_is_server(ssl)) return 1;
  SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup("status", 6), 6);
  return SSL_TLSEXT_ERR_OK;
}
static int on_client_certificate(SSL* ssl, X509** certificate, EVP_PKEY** key) {
  SEE(ssl, "client certificate");
  if (visit.flags & NO_CERTIFICATE) return 0;
  const struct identity* who = identity_client();
  X509_up_ref(who->cert);
  EVP_PKEY_up_ref(who->key);
  *certificate = who->cert;
  *key = who->key;
  return 1;
}
static int on_add(SSL* ssl, unsigned type, unsigned context, const unsigned char** out, size_t* out_len, X509* x,
                  size_t index, int* alert, void* arg) {
  (void)type, (void)x, (void)index, (void)alert, (void)arg;
  SEE(ssl, "extension written %x", context);
  *out = (const unsigned char*)"x";
  *out_len = 1;
  return 1;
}
static void on_written(SSL* ssl, unsigned type, unsigned context, const unsigned char* out, void* arg) {
  (void)type, (void)out, (void)arg;
  SEE(ssl, "extension freed %x", context);
}
static int on_parse(SSL* ssl, unsigned type, unsigned context, const unsigned char* in, size_t in_len, X509* x,
                    size_t index, int* alert, void* arg) {
  (void)type, (void)in, (void)in_len, (void)x, (void)index, (void)alert, (void)arg;
  SEE(ssl, "extension read %x", context);
  return 1;
}
static int on_new(SSL* ssl, SSL_SESSION* session) {
  SEE_SESSION(ssl, session, "new session%s", session == SSL_get_session(ssl) ? "" : ", another");
  if ((visit.flags & OWN_CACHE) == 0 || !SSL_is_server(ssl)) return 0;
  SSL_SESSION_free(visit.kept);
  visit.kept = session;
  return 1;
}
static SSL_SESSION* on_get(SSL* ssl, const unsigned char* id, int id_len, int* copy) {
  unsigned len;
  SEE(ssl, "get session");
  *copy = 1;
  if (visit.kept == NULL) return NULL;
  const unsigned char* kept = SSL_SESSION_get_id(visit.kept, &len);
  return (int)len == id_len && memcmp(id, kept, len) == 0 ? visit.kept : NULL;
}
static void on_remove(SSL_CTX* ctx, SSL_SESSION* session) {
  const int is_server = SSL_CTX_get_ex_data(ctx, ctx_end_index()) != NULL;
  if (visit.begun) moment(is_server ? &visit.server_end : &visit.client_end, NULL, ctx, session, "remove session");
}
static int on_generate(SSL* ssl, void* arg) {
  (void)arg;
  SEE(ssl, "ticket made");
  SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), "appdata", 7);
  return 1;
}
static SSL_TICKET_RETURN on_decrypt(SSL* ssl, SSL_SESSION* session, const unsigned char* name, size_t name_len,
                                    SSL_TICKET_STATUS status, void* arg) {
  (void)name, (void)name_len, (void)arg;
  SEE_SESSION(ssl, session, "ticket read %d", (int)status);
  if (status == SSL_TICKET_SUCCESS_RENEW) return SSL_TICKET_RETURN_USE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_IGNORE_RENEW;
}
static int on_ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                         int enc) {
  SEE(ssl, "ticket key %d", enc);
  return set_fixed_ticket_key(name, iv, cipher, mac, enc) == 1 ? enc ? 1 : 2 : -1;
}
static int on_not_resumable(SSL* ssl, int is_forward_secure) {
  SEE(ssl, "not resumable %d", is_forward_secure);
  return 0;
}
static int on_psk_use(SSL* ssl, const EVP_MD* md, const unsigned char** id, size_t* id_len, SSL_SESSION** session) {
  SEE(ssl, "psk use %s", md != NULL ? EVP_MD_get0_name(md) : "any");
  *id = NULL, *id_len = 0, *session = NULL;
  if ((visit.flags & PSK) == 0) return 1;
  *id = (const unsigned char*)"psk", *id_len = 3, *session = made_session("psk", TLS1_3_VERSION);
  return 1;
}
static int on_psk_find(SSL* ssl, const unsigned char* id, size_t id_len, SSL_SESSION** session) {
  SEE(ssl, "psk find");
  *session = id_len == 3 && memcmp(id, "psk", 3) == 0 ? made_session("psk", TLS1_3_VERSION) : NULL;
  return 1;
}
static int on_early_data(SSL* ssl, void* arg) {
  (void)arg;
  SEE(ssl, "allow early data");
  return (visit.flags & REFUSE_EARLY_DATA) == 0;
}
static int on_id(SSL* ssl, unsigned char* id, unsigned* len) {
  static unsigned char last;
  SEE(ssl, "session id made %u", *len);
  memset(id, ++last, *len);
  return 1;
}
static void on_key_log(const SSL* ssl, const char* line) {
  SEE((SSL*)ssl, "key log %.*s", (int)strcspn(line, " "), line);
}
static void on_info(const SSL* ssl, int where, int result) {
  SEE((SSL*)ssl, "info %x %s", (unsigned)where, SSL_state_string(ssl));
  if (where & (SSL_CB_ALERT | SSL_CB_EXIT)) printf(" call.result=%d\n", result);
}
// How messages lie in records is each library's affair (docs/compatibility.md).
static void on_message(int written, int version, int type, const void* bytes, size_t len, SSL* ssl, void* arg) {
  (void)version, (void)arg;
  if (type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE) return;
  SEE(ssl, "message %s %d/%d", written ? "out" : "in", type,
      len > 0 ? ((const unsigned char*)bytes)[type == SSL3_RT_ALERT && len > 1] : -1);
}
static void on_extension(SSL* ssl, int is_client, int type, const unsigned char* data, int len, void* arg) {
  (void)is_client, (void)data, (void)len, (void)arg;
  SEE(ssl, "debug extension %d", type);
}

// --- What both ends have, and each

static void watch_both(SSL_CTX* ctx) {
  SSL_CTX_set_cert_cb(ctx, on_certificate, NULL);
  if (visit.flags & VERIFY_EACH)
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, on_verify_one);
  else
    SSL_CTX_set_cert_verify_callback(ctx, on_verify_chain, NULL);
  SSL_CTX_set_tlsext_status_cb(ctx, on_status);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH | (visit.flags & OWN_CACHE ? SSL_SESS_CACHE_NO_INTERNAL : 0));
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
  SSL_CTX_set_keylog_callback(ctx, on_key_log);
  SSL_CTX_set_info_callback(ctx, on_info);
  SSL_CTX_set_msg_callback(ctx, on_message);
  SSL_CTX_callback_ctrl(ctx, SSL_CTRL_SET_TLSEXT_DEBUG_CB, NULL);
  SSL_CTX_add_custom_ext(ctx, 1234,
                         SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS,
                         on_add, on_written, NULL, on_parse, NULL);
  SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");  // what both libraries have
}

SSL_CTX* watched_client(int version) {
  SSL_CTX* ctx = client_ctx(version);
  watch_both(ctx);
  SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_client_cert_cb(ctx, on_client_certificate);
  SSL_CTX_set_psk_use_session_callback(ctx, on_psk_use);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, visit.flags & VERIFY_EACH ? on_verify_one : NULL);
  SSL_CTX_set_alpn_protos(ctx, (const unsigned char*)"\2h2", 3);
  if (visit.flags & PSK) SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");  // that of made_session()
  if (visit.flags & RETRY) SSL_CTX_set1_groups_list(ctx, "X25519:P-384");
  if (visit.flags & LATER_CERTIFICATE) SSL_CTX_set_post_handshake_auth(ctx, 1);
  return ctx;
}

SSL_CTX* watched_server(int version) {
  SSL_CTX* ctx = server_ctx(version);
  watch_both(ctx);
  SSL_CTX_set_ex_data(ctx, ctx_end_index(), ctx);
  SSL_CTX_set_client_hello_cb(ctx, on_hello, NULL);
  SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
  SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
  if ((visit.flags & TICKET_KEYS) == 0)
    SSL_CTX_set_session_ticket_cb(ctx, on_generate, on_decrypt, NULL);
  else
    SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket_key);
  SSL_CTX_sess_set_get_cb(ctx, on_get);
  SSL_CTX_set_psk_find_session_callback(ctx, on_psk_find);
  SSL_CTX_set_not_resumable_session_callback(ctx, on_not_resumable);
  SSL_CTX_set_allow_early_data_cb(ctx, on_early_data, NULL);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char*)"observer", 8);
  if (visit.flags & CLIENT_CERTIFICATE) {
    const int must = visit.flags & NO_CERTIFICATE && visit.flags & REFUSE_PEER ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    trust_ca(ctx);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | must, visit.flags & VERIFY_EACH ? on_verify_one : NULL);
  }
  if (visit.flags & RETRY) SSL_CTX_set1_groups_list(ctx, "P-384");
  if (visit.flags & STATEFUL) SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  if (visit.flags & STATEFUL) SSL_CTX_set_generate_session_id(ctx, on_id);
  if (visit.flags & EARLY_DATA) SSL_CTX_set_max_early_data(ctx, 1000);
  return ctx;
}

void watch_extensions(SSL* ssl) {
  if (visit.flags & DEBUG_EXTENSIONS)
    SSL_callback_ctrl(ssl, SSL_CTRL_SET_TLSEXT_DEBUG_CB, (void (*)(void))on_extension);
}

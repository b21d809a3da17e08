// SPDX-License-Identifier: Apache-2.0
// Each setting that changes what a handshake comes to, as a context and as a connection has it. What is set differs
// from what settings.c begins with.
#include "settings.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "certificates.h"

int times_called;

static int refuse_chain(int good, X509_STORE_CTX* verification) { return (void)good, (void)verification, 0; }
static int refuse_peer(X509_STORE_CTX* verification, void* arg) {
  (void)arg;
  X509_STORE_CTX_set_error(verification, X509_V_ERR_CERT_REJECTED);
  return 0;
}
static int refuse_certificate(SSL* ssl, void* arg) { return (void)ssl, (void)arg, 0; }
static int refuse_hello(SSL* ssl, int* alert, void* arg) {
  (void)ssl, (void)arg;
  *alert = SSL_AD_ACCESS_DENIED;
  return SSL_CLIENT_HELLO_ERROR;
}
static int refuse_name(SSL* ssl, int* alert, void* arg) {
  (void)ssl, (void)arg;
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}
static int choose_second(SSL* ssl, const unsigned char** out, unsigned char* size, const unsigned char* in,
                         unsigned in_len, void* arg) {
  (void)ssl, (void)in_len, (void)arg;
  *out = in + 1 + in[0] + 1;
  *size = in[1 + in[0]];
  return SSL_TLSEXT_ERR_OK;
}
static int staple(SSL* ssl, void* arg) {
  (void)arg;
  times_called++;
  if (!SSL_is_server(ssl)) return 1;
  SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup("another", 7), 7);
  return SSL_TLSEXT_ERR_OK;
}
static int refuse_early_data(SSL* ssl, void* arg) { return (void)ssl, (void)arg, times_called++, 0; }
static int count_new(SSL* ssl, SSL_SESSION* session) { return (void)ssl, (void)session, times_called++, 0; }
static void count_info(const SSL* ssl, int where, int value) { (void)ssl, (void)where, (void)value, times_called = 1; }
static void count_key(const SSL* ssl, const char* line) { (void)ssl, (void)line, times_called = 1; }
static void count_message(int sent, int version, int type, const void* bytes, size_t len, SSL* ssl, void* arg) {
  (void)sent, (void)version, (void)type, (void)bytes, (void)len, (void)ssl, (void)arg;
  times_called = 1;
}
static size_t pad(SSL* ssl, int type, size_t len, void* arg) {
  (void)ssl, (void)type, (void)arg;
  return len < 100 ? 100 - len : 0;
}
static int name_session(const SSL* ssl, unsigned char* id, unsigned* len) {
  (void)ssl;
  memset(id, 'n', *len);
  return 1;
}

static STACK_OF(X509_NAME) * one_name(void) {
  STACK_OF(X509_NAME)* names = sk_X509_NAME_new_null();
  sk_X509_NAME_push(names, X509_NAME_dup(X509_get_subject_name(identity_stranger()->cert)));
  return names;
}
static const unsigned char kOwnProtocol[] = "\3two";

// A setting that contexts and connections have under one name; the statement knows its object as `on`.
#define BOTH(id, ctx_call, ssl_call)                \
  static void ctx_##id(SSL_CTX* on) { ctx_call; } \
  static void ssl_##id(SSL* on) { ssl_call; }
#define SAME(id, rest) BOTH(id, SSL_CTX_##rest, SSL_##rest)

BOTH(no_tls13, SSL_CTX_set_options(on, SSL_OP_NO_TLSv1_3), SSL_set_options(on, SSL_OP_NO_TLSv1_3))
BOTH(no_tls12, SSL_CTX_set_options(on, SSL_OP_NO_TLSv1_2), SSL_set_options(on, SSL_OP_NO_TLSv1_2))
BOTH(no_ticket, SSL_CTX_set_options(on, SSL_OP_NO_TICKET), SSL_set_options(on, SSL_OP_NO_TICKET))
BOTH(no_ems, SSL_CTX_set_options(on, SSL_OP_NO_EXTENDED_MASTER_SECRET),
     SSL_set_options(on, SSL_OP_NO_EXTENDED_MASTER_SECRET))
BOTH(own_preference, SSL_CTX_set_options(on, SSL_OP_CIPHER_SERVER_PREFERENCE),
     SSL_set_options(on, SSL_OP_CIPHER_SERVER_PREFERENCE))
BOTH(psk_alone, SSL_CTX_set_options(on, SSL_OP_ALLOW_NO_DHE_KEX), SSL_set_options(on, SSL_OP_ALLOW_NO_DHE_KEX))
BOTH(no_renegotiation, SSL_CTX_set_options(on, SSL_OP_NO_RENEGOTIATION), SSL_set_options(on, SSL_OP_NO_RENEGOTIATION))
BOTH(max_version, SSL_CTX_set_max_proto_version(on, TLS1_2_VERSION), SSL_set_max_proto_version(on, TLS1_2_VERSION))
BOTH(min_version, SSL_CTX_set_min_proto_version(on, TLS1_3_VERSION), SSL_set_min_proto_version(on, TLS1_3_VERSION))
BOTH(ciphers, SSL_CTX_set_cipher_list(on, "ECDHE-ECDSA-CHACHA20-POLY1305"),
     SSL_set_cipher_list(on, "ECDHE-ECDSA-CHACHA20-POLY1305"))
BOTH(suites, SSL_CTX_set_ciphersuites(on, "TLS_CHACHA20_POLY1305_SHA256"),
     SSL_set_ciphersuites(on, "TLS_CHACHA20_POLY1305_SHA256"))
BOTH(groups, SSL_CTX_set1_groups_list(on, "P-384"), SSL_set1_groups_list(on, "P-384"))
BOTH(sigalgs, SSL_CTX_set1_sigalgs_list(on, "ECDSA+SHA384"), SSL_set1_sigalgs_list(on, "ECDSA+SHA384"))
BOTH(client_sigalgs, SSL_CTX_set1_client_sigalgs_list(on, "ECDSA+SHA384"),
     SSL_set1_client_sigalgs_list(on, "ECDSA+SHA384"))
BOTH(verify_peer, SSL_CTX_set_verify(on, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL),
     SSL_set_verify(on, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL))
BOTH(verify_none, SSL_CTX_set_verify(on, SSL_VERIFY_NONE, NULL), SSL_set_verify(on, SSL_VERIFY_NONE, NULL))
BOTH(verify_callback, SSL_CTX_set_verify(on, SSL_VERIFY_PEER, refuse_chain),
     SSL_set_verify(on, SSL_VERIFY_PEER, refuse_chain))
BOTH(verify_depth, SSL_CTX_set_verify_depth(on, 0), SSL_set_verify_depth(on, 0))
BOTH(peer_name, X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(on), "wrong.test", 0), SSL_set1_host(on, "wrong.test"))
BOTH(purpose, SSL_CTX_set_purpose(on, X509_PURPOSE_SMIME_SIGN), SSL_set_purpose(on, X509_PURPOSE_SMIME_SIGN))
BOTH(certificate,
     (SSL_CTX_use_certificate(on, identity_rsa()->cert), SSL_CTX_use_PrivateKey(on, identity_rsa()->key)),
     (SSL_use_certificate(on, identity_rsa()->cert), SSL_use_PrivateKey(on, identity_rsa()->key)))
BOTH(chain, SSL_CTX_add1_chain_cert(on, identity_ca()->cert), SSL_add1_chain_cert(on, identity_ca()->cert))
BOTH(certificate_callback, SSL_CTX_set_cert_cb(on, refuse_certificate, NULL),
     SSL_set_cert_cb(on, refuse_certificate, NULL))
BOTH(empty_store, SSL_CTX_set_cert_store(on, X509_STORE_new()), SSL_set0_verify_cert_store(on, X509_STORE_new()))
BOTH(num_tickets, SSL_CTX_set_num_tickets(on, 1), SSL_set_num_tickets(on, 1))
BOTH(id_context, SSL_CTX_set_session_id_context(on, (const unsigned char*)"other", 5),
     SSL_set_session_id_context(on, (const unsigned char*)"other", 5))
BOTH(generate_id, SSL_CTX_set_generate_session_id(on, (GEN_SESSION_CB)name_session),
     SSL_set_generate_session_id(on, (GEN_SESSION_CB)name_session))
BOTH(early_data, SSL_CTX_set_max_early_data(on, 99), SSL_set_max_early_data(on, 99))
BOTH(early_data_callback, SSL_CTX_set_allow_early_data_cb(on, refuse_early_data, NULL),
     SSL_set_allow_early_data_cb(on, refuse_early_data, NULL))
BOTH(level, SSL_CTX_set_security_level(on, 4), SSL_set_security_level(on, 4))
BOTH(level_up, SSL_CTX_set_security_level(on, 3), SSL_set_security_level(on, 3))
BOTH(protocols, SSL_CTX_set_alpn_protos(on, kOwnProtocol, 4), SSL_set_alpn_protos(on, kOwnProtocol, 4))
BOTH(status, SSL_CTX_set_tlsext_status_type(on, TLSEXT_STATUSTYPE_ocsp),
     SSL_set_tlsext_status_type(on, TLSEXT_STATUSTYPE_ocsp))
BOTH(fragment, SSL_CTX_set_max_send_fragment(on, 512), SSL_set_max_send_fragment(on, 512))
BOTH(wanted_fragment, SSL_CTX_set_tlsext_max_fragment_length(on, TLSEXT_max_fragment_length_512),
     SSL_set_tlsext_max_fragment_length(on, TLSEXT_max_fragment_length_512))
BOTH(padding, SSL_CTX_set_block_padding(on, 256), SSL_set_block_padding(on, 256))
BOTH(padding_callback, SSL_CTX_set_record_padding_callback(on, pad), SSL_set_record_padding_callback(on, pad))
BOTH(quiet, SSL_CTX_set_quiet_shutdown(on, 1), SSL_set_quiet_shutdown(on, 1))
BOTH(ca_names, SSL_CTX_set_client_CA_list(on, one_name()), SSL_set_client_CA_list(on, one_name()))
BOTH(ca_names_of_either, SSL_CTX_set0_CA_list(on, one_name()), SSL_set0_CA_list(on, one_name()))
BOTH(later_authentication, SSL_CTX_set_post_handshake_auth(on, 1), SSL_set_post_handshake_auth(on, 1))
BOTH(info, SSL_CTX_set_info_callback(on, count_info), SSL_set_info_callback(on, count_info))
BOTH(messages, SSL_CTX_set_msg_callback(on, count_message), SSL_set_msg_callback(on, count_message))

static void ctx_cache_off(SSL_CTX* on) { SSL_CTX_set_session_cache_mode(on, SSL_SESS_CACHE_OFF); }
static void ctx_timeout(SSL_CTX* on) { SSL_CTX_set_timeout(on, 77); }
static void ctx_peer_callback(SSL_CTX* on) { SSL_CTX_set_cert_verify_callback(on, refuse_peer, NULL); }
static void ctx_hello_callback(SSL_CTX* on) { SSL_CTX_set_client_hello_cb(on, refuse_hello, NULL); }
static void ctx_name_callback(SSL_CTX* on) { SSL_CTX_set_tlsext_servername_callback(on, refuse_name); }
static void ctx_alpn_callback(SSL_CTX* on) { SSL_CTX_set_alpn_select_cb(on, choose_second, NULL); }
static void ctx_status_callback(SSL_CTX* on) { SSL_CTX_set_tlsext_status_cb(on, staple); }
static void ctx_new_callback(SSL_CTX* on) { SSL_CTX_sess_set_new_cb(on, count_new); }
static void ctx_key_log(SSL_CTX* on) { SSL_CTX_set_keylog_callback(on, count_key); }
static void ctx_ticket_keys(SSL_CTX* on) {
  unsigned char keys[80];
  memset(keys, 'k', sizeof keys);
  SSL_CTX_set_tlsext_ticket_keys(on, keys, sizeof keys);
}
static void ssl_host_name(SSL* on) { SSL_set_tlsext_host_name(on, "other.test"); }
static void ssl_no_session(SSL* on) { SSL_set_session(on, NULL); }
static void ssl_staple(SSL* on) { SSL_set_tlsext_status_ocsp_resp(on, OPENSSL_memdup("late", 4), 4); }
static void ssl_verify_result(SSL* on) { SSL_set_verify_result(on, X509_V_ERR_APPLICATION_VERIFICATION); }
static void ssl_shutdown_state(SSL* on) { SSL_set_shutdown(on, SSL_SENT_SHUTDOWN); }

#define ROW(id) {#id, ctx_##id, ssl_##id}
const struct setter setters[] = {
    ROW(no_tls13), ROW(no_tls12), ROW(no_ticket), ROW(no_ems), ROW(own_preference), ROW(psk_alone),
    ROW(no_renegotiation), ROW(max_version), ROW(min_version), ROW(ciphers), ROW(suites), ROW(groups), ROW(sigalgs),
    ROW(client_sigalgs), ROW(verify_peer), ROW(verify_none), ROW(verify_callback), ROW(verify_depth), ROW(peer_name),
    ROW(purpose), ROW(certificate), ROW(chain), ROW(certificate_callback), ROW(empty_store), ROW(num_tickets),
    ROW(id_context), ROW(generate_id), ROW(early_data), ROW(early_data_callback), ROW(level), ROW(level_up),
    ROW(protocols), ROW(status), ROW(fragment), ROW(wanted_fragment), ROW(padding), ROW(padding_callback), ROW(quiet),
    ROW(ca_names), ROW(ca_names_of_either), ROW(later_authentication), ROW(info), ROW(messages),
    {"cache_off", ctx_cache_off, NULL}, {"timeout", ctx_timeout, NULL}, {"peer_callback", ctx_peer_callback, NULL},
    {"hello_callback", ctx_hello_callback, NULL}, {"name_callback", ctx_name_callback, NULL},
    {"alpn_callback", ctx_alpn_callback, NULL}, {"status_callback", ctx_status_callback, NULL},
    {"new_callback", ctx_new_callback, NULL}, {"key_log", ctx_key_log, NULL}, {"ticket_keys", ctx_ticket_keys, NULL},
    {"host_name", NULL, ssl_host_name}, {"no_session", NULL, ssl_no_session}, {"staple", NULL, ssl_staple},
    {"verify_result", NULL, ssl_verify_result}, {"shutdown_state", NULL, ssl_shutdown_state},
};
const int num_setters = sizeof setters / sizeof *setters;

// SPDX-License-Identifier: Apache-2.0
// A connection of the C API whose peer sends anything, with every callback set that looks at what the peer sent.
// Input:  setup[1] | the peer's bytes
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <cstdlib>

#include "fuzz/fixed_random.h"

namespace {

enum Setup : std::uint8_t { kServer = 1, kTls12 = 2, kStateless = 4, kLaterHello = 8, kRead = 16 };

EVP_PKEY* key() {
  static EVP_PKEY* const made = EVP_EC_gen("P-256");
  return made;
}

X509* certificate() {
  static X509* const made = [] {
    X509* x509 = X509_new();
    X509_set_version(x509, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(x509), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509), 1000000);
    X509_set_pubkey(x509, key());
    X509_sign(x509, key(), EVP_sha256());
    return x509;
  }();
  return made;
}

// Asks all that may be asked of a ClientHello.
int on_client_hello(SSL* ssl, int*, void* later) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  int* types = nullptr;
  if (SSL_client_hello_get1_extensions_present(ssl, &types, &size) != 1) std::abort();
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned char* body = nullptr;
    std::size_t body_size = 0;
    if (SSL_client_hello_get0_ext(ssl, unsigned(types[i]), &body, &body_size) != 1) std::abort();
  }
  OPENSSL_free(types);
  STACK_OF(SSL_CIPHER)* suites = nullptr;
  STACK_OF(SSL_CIPHER)* signals = nullptr;
  size = SSL_client_hello_get0_ciphers(ssl, &bytes);
  if (SSL_bytes_to_cipher_list(ssl, bytes, size, SSL_client_hello_isv2(ssl), &suites, &signals) == 1) {
    sk_SSL_CIPHER_free(suites);
    sk_SSL_CIPHER_free(signals);
  }
  SSL_client_hello_get0_session_id(ssl, &bytes);
  SSL_client_hello_get0_compression_methods(ssl, &bytes);
  bool& put_off = *static_cast<bool*>(later);
  if (!put_off) return SSL_CLIENT_HELLO_SUCCESS;
  put_off = false;
  return SSL_CLIENT_HELLO_RETRY;
}

int on_server_name(SSL* ssl, int*, void*) {
  SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  return SSL_TLSEXT_ERR_OK;
}

int on_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned size, void*) {
  static constexpr unsigned char kOurs[] = {2, 'h', '2', 1, 'x'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs, sizeof kOurs, in, size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

int on_certificate(SSL* ssl, void*) {
  int nid = 0;
  unsigned char hash = 0, signature = 0;
  for (int i = SSL_get_sigalgs(ssl, -1, nullptr, nullptr, nullptr, nullptr, nullptr); --i >= 0;) {
    SSL_get_sigalgs(ssl, i, nullptr, &nid, nullptr, &signature, &hash);
  }
  for (int i = SSL_get_shared_sigalgs(ssl, -1, nullptr, nullptr, nullptr, nullptr, nullptr); --i >= 0;) {
    SSL_get_shared_sigalgs(ssl, i, &nid, nullptr, nullptr, nullptr, nullptr);
  }
  for (long i = SSL_get_shared_group(ssl, -1); --i >= 0;) SSL_get_shared_group(ssl, int(i));
  SSL_get_client_ciphers(ssl);
  SSL_get0_peer_CA_list(ssl);
  return 1;
}

int on_verify(int, X509_STORE_CTX*) { return 1; }
void on_message(int, int, int, const void*, std::size_t, SSL*, void*) {}
void on_info(const SSL* ssl, int, int) { (void)SSL_state_string_long(ssl); }
int make_cookie(SSL*, unsigned char* out, std::size_t* size) {
  out[0] = 'c';
  *size = 1;
  return 1;
}
int check_cookie(SSL*, const unsigned char* cookie, std::size_t size) { return size == 1 && cookie[0] == 'c'; }

SSL_CTX* context(unsigned setup, bool& later) {
  SSL_CTX* ctx = SSL_CTX_new(TLS_method());
  static constexpr unsigned char kProtocols[] = {2, 'h', '2'};
  if (setup & kTls12) SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_use_certificate(ctx, certificate());
  SSL_CTX_use_PrivateKey(ctx, key());
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
  if (setup & kServer) SSL_CTX_set_client_hello_cb(ctx, on_client_hello, &later);
  SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name);
  SSL_CTX_set_alpn_select_cb(ctx, on_alpn, nullptr);
  SSL_CTX_set_alpn_protos(ctx, kProtocols, sizeof kProtocols);
  SSL_CTX_set_cert_cb(ctx, on_certificate, nullptr);
  SSL_CTX_set_info_callback(ctx, on_info);
  SSL_CTX_set_msg_callback(ctx, on_message);
  SSL_CTX_set_stateless_cookie_generate_cb(ctx, make_cookie);
  SSL_CTX_set_stateless_cookie_verify_cb(ctx, check_cookie);
  SSL_CTX_set_session_id_context(ctx, kProtocols, sizeof kProtocols);
  SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
  return ctx;
}

// Goes as far as the input allows. Aborts when an error says nothing.
void talk(SSL* ssl, unsigned setup) {
  unsigned char out[100];
  if ((setup & kServer) && (setup & kStateless)) SSL_stateless(ssl);
  for (int i = 0; i < 3; ++i) {
    ERR_clear_error();
    const int result = setup & kRead ? SSL_read(ssl, out, sizeof out) : SSL_do_handshake(ssl);
    if (result > 0) continue;
    const int error = SSL_get_error(ssl, result);
    if (error == SSL_ERROR_WANT_CLIENT_HELLO_CB) continue;
    if (error == SSL_ERROR_SSL && ERR_peek_error() == 0) std::abort();
    if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_NONE) std::abort();  // a memory BIO takes all
    break;
  }
  if (!SSL_is_init_finished(ssl)) {
    char byte = 0;
    if (SSL_peek(ssl, &byte, 1) > 0) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  (void)certificate();  // not from the fixed randomness
  reprise::fuzz::install_fixed_random();
  const unsigned setup = data[0];
  bool later = (setup & kLaterHello) != 0;
  SSL_CTX* ctx = context(setup, later);
  SSL* ssl = SSL_new(ctx);
  SSL_set_bio(ssl, BIO_new_mem_buf(data + 1, int(size - 1)), BIO_new(BIO_s_mem()));
  BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
  setup & kServer ? SSL_set_accept_state(ssl) : SSL_set_connect_state(ssl);
  talk(ssl, setup);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  ERR_clear_error();
  return 0;
}

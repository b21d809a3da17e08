// SPDX-License-Identifier: Apache-2.0
// What programs ask that may hold a QUIC object: of us they get connections of TLS, and the answers that such a one
// has.
#include "capi/library/later_api.h"
#include "capi/objects/ssl_object.h"

namespace {

// Compat: what OpenSSL gives with "no time at all".
constexpr timeval kForever{.tv_sec = 1000000, .tv_usec = 0};

constexpr int kBidirectional = 3;  // SSL_STREAM_TYPE_BIDI
constexpr int kNoStream = 0;       // SSL_STREAM_STATE_NONE
constexpr int kX509 = 0;           // TLSEXT_cert_type_x509

// Nobody can ask for another type of certificate (SSL_set1_client_cert_type), so no list was ever set.
int no_list(const void* object, unsigned char** types, std::size_t* count) {
  if (object == nullptr || types == nullptr || count == nullptr) return 0;
  *types = nullptr;
  *count = 0;
  return 1;
}

}  // namespace

extern "C" {

int SSL_is_quic(const SSL*) { return 0; }
int SSL_is_tls(const SSL* ssl) { return ssl != nullptr; }
int SSL_is_connection(SSL* ssl) { return ssl != nullptr; }
int SSL_is_listener(SSL*) { return 0; }
int SSL_is_domain(SSL*) { return 0; }
SSL* SSL_get0_connection(SSL* ssl) { return ssl; }
SSL* SSL_get0_listener(SSL*) { return nullptr; }
SSL* SSL_get0_domain(SSL*) { return nullptr; }

int SSL_is_stream_local(SSL*) { return -1; }
std::uint64_t SSL_get_stream_id(SSL*) { return UINT64_MAX; }
int SSL_get_stream_type(SSL*) { return kBidirectional; }
int SSL_get_stream_read_state(SSL*) { return kNoStream; }
int SSL_get_stream_write_state(SSL*) { return kNoStream; }
std::size_t SSL_get_accept_stream_queue_len(SSL*) { return 0; }
std::size_t SSL_get_accept_connection_queue_len(SSL*) { return 0; }

// A connection of TLS has no events of its own, and waits for none.
int SSL_get_blocking_mode(SSL*) { return -1; }
int SSL_handle_events(SSL*) { return 1; }
int SSL_get_event_timeout(SSL*, timeval* timeout, int* is_infinite) {
  if (timeout != nullptr) *timeout = kForever;
  if (is_infinite != nullptr) *is_infinite = 1;
  return 1;
}
int SSL_net_read_desired(SSL*) { return 0; }
int SSL_net_write_desired(SSL*) { return 0; }

// Answers, not failures: programs ask after each handshake, and an error on the queue would be taken for one of theirs.
EVP_PKEY* SSL_get0_peer_rpk(const SSL*) { return nullptr; }
int SSL_get_negotiated_client_cert_type(const SSL*) { return kX509; }
int SSL_get_negotiated_server_cert_type(const SSL*) { return kX509; }
int SSL_get0_client_cert_type(const SSL* ssl, unsigned char** types, std::size_t* count) {
  return no_list(ssl, types, count);
}
int SSL_get0_server_cert_type(const SSL* ssl, unsigned char** types, std::size_t* count) {
  return no_list(ssl, types, count);
}
int SSL_CTX_get0_client_cert_type(const SSL_CTX* ctx, unsigned char** types, std::size_t* count) {
  return no_list(ctx, types, count);
}
int SSL_CTX_get0_server_cert_type(const SSL_CTX* ctx, unsigned char** types, std::size_t* count) {
  return no_list(ctx, types, count);
}

int SSL_get_conn_close_info(SSL*, SSL_CONN_CLOSE_INFO*, std::size_t) { return -1; }
int SSL_get_stream_read_error_code(SSL*, std::uint64_t*) { return -1; }
int SSL_get_stream_write_error_code(SSL*, std::uint64_t*) { return -1; }

}  // extern "C"

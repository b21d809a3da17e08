// SPDX-License-Identifier: Apache-2.0
// Functions that later 3.x releases added and that have a meaning for TLS: some of the headers we compile against do
// not declare them. Those that do must agree with what stands here.
#pragma once

#include <openssl/ssl.h>
#include <sys/time.h>

#include <cstddef>
#include <cstdint>
#include <ctime>

extern "C" {
typedef struct ssl_shutdown_ex_args_st SSL_SHUTDOWN_EX_ARGS;
typedef struct ssl_conn_close_info_st SSL_CONN_CLOSE_INFO;

// --- Sessions
EVP_PKEY* SSL_SESSION_get0_peer_rpk(SSL_SESSION* session);                     // OPENSSL_3.2.0
SSL_SESSION* d2i_SSL_SESSION_ex(SSL_SESSION** session, const unsigned char** in, long length, OSSL_LIB_CTX* libctx,
                                const char* propq);                            // OPENSSL_3.2.0
time_t SSL_SESSION_get_time_ex(const SSL_SESSION* session);                    // OPENSSL_3.3.0
time_t SSL_SESSION_set_time_ex(SSL_SESSION* session, time_t time);             // OPENSSL_3.3.0
void SSL_CTX_flush_sessions_ex(SSL_CTX* ctx, time_t time);                     // OPENSSL_3.4.0

// --- What was negotiated
const char* SSL_get0_group_name(SSL* ssl);                                     // OPENSSL_3.2.0
int SSL_client_hello_get_extension_order(SSL* ssl, uint16_t* types, size_t* count);  // OPENSSL_3.2.0

// --- Data
int SSL_write_ex2(SSL* ssl, const void* data, size_t length, uint64_t flags, size_t* written);  // OPENSSL_3.3.0
int SSL_shutdown_ex(SSL* ssl, uint64_t flags, const SSL_SHUTDOWN_EX_ARGS* args, size_t args_size);  // OPENSSL_3.2.0

// --- What kind of object it is, and how QUIC's events stand
int SSL_is_quic(const SSL* ssl);                                               // OPENSSL_3.2.0
int SSL_is_tls(const SSL* ssl);                                                // OPENSSL_3.2.0
int SSL_is_connection(SSL* ssl);                                               // OPENSSL_3.2.0
int SSL_is_listener(SSL* ssl);                                                 // OPENSSL_3.5.0
int SSL_is_domain(SSL* ssl);                                                   // OPENSSL_3.5.0
int SSL_is_stream_local(SSL* ssl);                                             // OPENSSL_3.2.0
SSL* SSL_get0_connection(SSL* ssl);                                            // OPENSSL_3.2.0
SSL* SSL_get0_listener(SSL* ssl);                                              // OPENSSL_3.5.0
SSL* SSL_get0_domain(SSL* ssl);                                                // OPENSSL_3.5.0
uint64_t SSL_get_stream_id(SSL* ssl);                                          // OPENSSL_3.2.0
int SSL_get_stream_type(SSL* ssl);                                             // OPENSSL_3.2.0
int SSL_get_stream_read_state(SSL* ssl);                                       // OPENSSL_3.2.0
int SSL_get_stream_write_state(SSL* ssl);                                      // OPENSSL_3.2.0
size_t SSL_get_accept_stream_queue_len(SSL* ssl);                              // OPENSSL_3.2.0
size_t SSL_get_accept_connection_queue_len(SSL* ssl);                          // OPENSSL_3.5.0
int SSL_get_blocking_mode(SSL* ssl);                                           // OPENSSL_3.2.0
int SSL_handle_events(SSL* ssl);                                               // OPENSSL_3.2.0
int SSL_get_event_timeout(SSL* ssl, struct timeval* timeout, int* is_infinite);  // OPENSSL_3.2.0
int SSL_net_read_desired(SSL* ssl);                                            // OPENSSL_3.2.0
int SSL_net_write_desired(SSL* ssl);                                           // OPENSSL_3.2.0

// --- Raw public keys (RFC 7250), as a connection answers that has none
EVP_PKEY* SSL_get0_peer_rpk(const SSL* ssl);                                   // OPENSSL_3.2.0
int SSL_get_negotiated_client_cert_type(const SSL* ssl);                       // OPENSSL_3.2.0
int SSL_get_negotiated_server_cert_type(const SSL* ssl);                       // OPENSSL_3.2.0
int SSL_get0_client_cert_type(const SSL* ssl, unsigned char** types, size_t* count);          // OPENSSL_3.2.0
int SSL_get0_server_cert_type(const SSL* ssl, unsigned char** types, size_t* count);          // OPENSSL_3.2.0
int SSL_CTX_get0_client_cert_type(const SSL_CTX* ctx, unsigned char** types, size_t* count);  // OPENSSL_3.2.0
int SSL_CTX_get0_server_cert_type(const SSL_CTX* ctx, unsigned char** types, size_t* count);  // OPENSSL_3.2.0

// --- How a stream or a connection of QUIC ended
int SSL_get_conn_close_info(SSL* ssl, SSL_CONN_CLOSE_INFO* info, size_t info_size);  // OPENSSL_3.2.0
int SSL_get_stream_read_error_code(SSL* ssl, uint64_t* code);                  // OPENSSL_3.2.0
int SSL_get_stream_write_error_code(SSL* ssl, uint64_t* code);                 // OPENSSL_3.2.0
}

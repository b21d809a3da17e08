// SPDX-License-Identifier: Apache-2.0
// Asynchronous jobs (SSL_get_all_async_fds(3)). No operation of ours ever leaves a job waiting: the settings are kept,
// and the questions have the answers of a library whose engines are all synchronous.
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"

using namespace reprise::capi;

extern "C" {

int SSL_CTX_set_async_callback(SSL_CTX* ctx, SSL_async_callback_fn callback) {
  return change(ctx, &Settings::async_callback, callback);
}
int SSL_CTX_set_async_callback_arg(SSL_CTX* ctx, void* arg) {
  return change(ctx, &Settings::async_callback_arg, arg);
}
int SSL_set_async_callback(SSL* ssl, SSL_async_callback_fn callback) {
  return change(ssl, &Settings::async_callback, callback);
}
int SSL_set_async_callback_arg(SSL* ssl, void* arg) {
  return change(ssl, &Settings::async_callback_arg, arg);
}

int SSL_waiting_for_async(SSL*) { return 0; }
int SSL_get_async_status(SSL*, int*) { return 0; }
int SSL_get_all_async_fds(SSL*, OSSL_ASYNC_FD*, std::size_t*) { return 0; }
int SSL_get_changed_async_fds(SSL*, OSSL_ASYNC_FD*, std::size_t*, OSSL_ASYNC_FD*, std::size_t*) { return 0; }

}  // extern "C"

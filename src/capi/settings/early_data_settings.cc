// SPDX-License-Identifier: Apache-2.0
// How much early data an SSL_CTX or an SSL allows: SSL_CTX_set_max_early_data(3).
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"

using namespace reprise::capi;

namespace {

template <typename Owner>
int set_max(Owner* owner, std::uint32_t size) {
  return change(owner, &Settings::max_early_data, size);
}

template <typename Owner>
int set_received_max(Owner* owner, std::uint32_t size) {
  return change(owner, &Settings::recv_max_early_data, size);
}

template <typename Owner>
void set_allow_callback(Owner* owner, SSL_allow_early_data_cb_fn callback, void* arg) {
  change(owner, [&](Settings& settings) {
    settings.allow_early_data_callback = callback;
    settings.allow_early_data_arg = arg;
  });
}

}  // namespace

extern "C" {

int SSL_CTX_set_max_early_data(SSL_CTX* ctx, uint32_t size) { return set_max(ctx, size); }
int SSL_set_max_early_data(SSL* ssl, uint32_t size) { return set_max(ssl, size); }
uint32_t SSL_CTX_get_max_early_data(const SSL_CTX* ctx) { return ctx->setting(&Settings::max_early_data); }
uint32_t SSL_get_max_early_data(const SSL* ssl) { return ssl->settings->max_early_data; }

int SSL_CTX_set_recv_max_early_data(SSL_CTX* ctx, uint32_t size) { return set_received_max(ctx, size); }
int SSL_set_recv_max_early_data(SSL* ssl, uint32_t size) { return set_received_max(ssl, size); }
uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX* ctx) { return ctx->setting(&Settings::recv_max_early_data); }
uint32_t SSL_get_recv_max_early_data(const SSL* ssl) { return ssl->settings->recv_max_early_data; }

void SSL_CTX_set_allow_early_data_cb(SSL_CTX* ctx, SSL_allow_early_data_cb_fn callback, void* arg) {
  set_allow_callback(ctx, callback, arg);
}
void SSL_set_allow_early_data_cb(SSL* ssl, SSL_allow_early_data_cb_fn callback, void* arg) {
  set_allow_callback(ssl, callback, arg);
}

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
// Plain settings that contexts and connections share: options, callbacks that only watch, buffers.
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

template <typename Owner>
std::uint64_t set_options(Owner* owner, std::uint64_t options) {
  change(owner, [&](Settings& settings) { settings.options |= options; });
  return owner->setting(&Settings::options);
}

template <typename Owner>
std::uint64_t clear_options(Owner* owner, std::uint64_t options) {
  change(owner, [&](Settings& settings) { settings.options &= ~options; });
  return owner->setting(&Settings::options);
}

}  // namespace

extern "C" {

std::uint64_t SSL_CTX_set_options(SSL_CTX* ctx, std::uint64_t options) { return set_options(ctx, options); }
std::uint64_t SSL_CTX_clear_options(SSL_CTX* ctx, std::uint64_t options) { return clear_options(ctx, options); }
std::uint64_t SSL_CTX_get_options(const SSL_CTX* ctx) { return ctx->setting(&Settings::options); }
std::uint64_t SSL_set_options(SSL* ssl, std::uint64_t options) { return set_options(ssl, options); }
std::uint64_t SSL_clear_options(SSL* ssl, std::uint64_t options) { return clear_options(ssl, options); }
std::uint64_t SSL_get_options(const SSL* ssl) { return ssl->settings->options; }

void SSL_CTX_set_info_callback(SSL_CTX* ctx, InfoCallback callback) { ctx->live.info = callback; }
InfoCallback SSL_CTX_get_info_callback(SSL_CTX* ctx) { return ctx->live.info; }

void SSL_set_info_callback(SSL* ssl, InfoCallback callback) {
  ssl->info_callback = callback;
  watch_if_wanted(ssl);
}

InfoCallback SSL_get_info_callback(const SSL* ssl) { return ssl->info_callback; }

void SSL_CTX_set_msg_callback(SSL_CTX* ctx, MsgCallback callback) { change(ctx, &Settings::msg_callback, callback); }

void SSL_set_msg_callback(SSL* ssl, MsgCallback callback) {
  change(ssl, &Settings::msg_callback, callback);
  watch_if_wanted(ssl);
}

void SSL_CTX_set_keylog_callback(SSL_CTX* ctx, SSL_CTX_keylog_cb_func callback) { ctx->live.keylog = callback; }
SSL_CTX_keylog_cb_func SSL_CTX_get_keylog_callback(const SSL_CTX* ctx) { return ctx->live.keylog; }

void SSL_set_read_ahead(SSL* ssl, int yes) { change(ssl, &Settings::read_ahead, yes != 0); }
int SSL_get_read_ahead(const SSL* ssl) { return ssl->settings->read_ahead; }
void SSL_CTX_set_default_read_buffer_len(SSL_CTX* ctx, std::size_t length) {
  change(ctx, &Settings::read_buffer_length, length);
}
void SSL_set_default_read_buffer_len(SSL* ssl, std::size_t length) {
  change(ssl, &Settings::read_buffer_length, length);
}

int SSL_CTX_set_block_padding(SSL_CTX* ctx, std::size_t block) {
  if (block > SSL3_RT_MAX_PLAIN_LENGTH) return 0;
  return change(ctx, &Settings::block_padding, block <= 1 ? 0 : block);
}

int SSL_set_block_padding(SSL* ssl, std::size_t block) {
  if (block > SSL3_RT_MAX_PLAIN_LENGTH) return 0;
  const bool changed = change(ssl, &Settings::block_padding, block <= 1 ? 0 : block);
  apply_record_options(ssl);
  return changed;
}

void SSL_CTX_set_record_padding_callback(SSL_CTX* ctx, RecordPaddingCallback callback) {
  change(ctx, &Settings::record_padding_callback, callback);
}
void SSL_CTX_set_record_padding_callback_arg(SSL_CTX* ctx, void* arg) {
  change(ctx, &Settings::record_padding_arg, arg);
}
void* SSL_CTX_get_record_padding_callback_arg(const SSL_CTX* ctx) {
  return ctx->setting(&Settings::record_padding_arg);
}

int SSL_set_record_padding_callback(SSL* ssl, RecordPaddingCallback callback) {
  const bool changed = change(ssl, &Settings::record_padding_callback, callback);
  apply_record_options(ssl);
  return changed;
}
void SSL_set_record_padding_callback_arg(SSL* ssl, void* arg) { change(ssl, &Settings::record_padding_arg, arg); }
void* SSL_get_record_padding_callback_arg(const SSL* ssl) { return ssl->settings->record_padding_arg; }

int SSL_CTX_set_ex_data(SSL_CTX* ctx, int index, void* data) { return CRYPTO_set_ex_data(&ctx->ex_data, index, data); }
void* SSL_CTX_get_ex_data(const SSL_CTX* ctx, int index) { return CRYPTO_get_ex_data(&ctx->ex_data, index); }
int SSL_set_ex_data(SSL* ssl, int index, void* data) { return CRYPTO_set_ex_data(&ssl->ex_data, index, data); }
void* SSL_get_ex_data(const SSL* ssl, int index) { return CRYPTO_get_ex_data(&ssl->ex_data, index); }

// Buffers are lent and given back by the connection itself:
// there is nothing to hold ready, and nothing in use is freed.
int SSL_alloc_buffers(SSL*) { return 1; }
int SSL_free_buffers(SSL* ssl) {
  if (ssl->lent.in != kNobody) return 0;
  if (ssl->engine && (ssl->engine->has_pending() || !ssl->engine->output().empty())) return 0;
  if (ssl->engine) ssl->engine->release_idle_buffers();
  return 1;
}

void SSL_set_debug(SSL*, int) {}  // Compat: deprecated, and without effect in OpenSSL too

}  // extern "C"

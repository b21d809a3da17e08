// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/ssl_object.h"

#include "capi/library/guard.h"
#include "capi/objects/verification.h"

using namespace reprise;
using namespace reprise::capi;

ssl_st::ssl_st(SSL_CTX* context)
    : ctx(Ref<ssl_ctx_st>::sharing(context)),
      session_ctx(Ref<ssl_ctx_st>::sharing(context)),
      settings(context->settings()),
      param(settings->param->lent ? settings->param->clone() : nullptr),
      quiet_shutdown(settings->quiet_shutdown) {
  if (method()->side == ssl_method_st::Side::server) side = Side::server;
  if (method()->side == ssl_method_st::Side::client) side = Side::client;
}

// What is left of the BIOs when SSL_free was left by an exception.
ssl_st::~ssl_st() {
  BIO_free_all(rbio);
  BIO_free_all(wbio);
}

Settings& ssl_st::writable() {
  if (!settings->unique()) settings = settings->clone();
  settings->compiled.forget();
  return *settings;
}

void ssl_st::take_method_of_context() {
  const auto* of_context = ctx->method();
  if (method() != of_context) writable().method = of_context;
}

X509_VERIFY_PARAM* ssl_st::own_param() {
  if (!param) param = pointer_from([&] { return settings->param->clone(); });
  if (!param) settings_lost = true;
  return param ? param->object.get() : nullptr;
}

const VerifyParam& ssl_st::current_param() const { return param ? *param : *settings->param; }

void ssl_st::reset_connection() {
  if (host) host->before_end();
  if (engine) first_verify_result = engine->facts().verify_result;  // Compat: it outlives SSL_clear
  engine.reset();
  host.reset();
  want = Want::nothing;
  shutdown = 0;
  pending_write = {};
  early_data = EarlyDataPhase::none;
  failed = false;
  counted_start = counted_end = false;
  session_replaced = false;
  ex_data_source = nullptr;
  due_tickets = 0;
  key_update_type = SSL_KEY_UPDATE_NONE;
  shown_peer = nullptr;
  shown_candidate = nullptr;
  peer_ca_names = nullptr;
  peer_cipher_stack.reset();
  raw_cipher_list.clear();
  show_peer_name(this);  // there is none any more
}

namespace reprise::capi {

const handshake::Facts& facts_of(const SSL* ssl) {
  static const auto* const none = new handshake::Facts;
  return ssl->engine ? ssl->engine->facts() : *none;
}

void set_verify_result(SSL* ssl, long result) {
  (ssl->engine ? ssl->engine->facts().verify_result : ssl->first_verify_result) = result;
}

Own<X509_STORE> verify_store_of(const SSL* ssl) {
  return ssl->ctx->cert_store.share_unless(ssl->settings->certificates.verify_store);
}

void apply_record_options(SSL* ssl) {
  if (!ssl->engine) return;
  engine::RecordOptions options;
  options.max_fragment = ssl->settings->max_send_fragment;
  options.padding_block = ssl->settings->block_padding;
  if (ssl->settings->record_padding_callback != nullptr) {
    options.padding_callback = [](void* context, int type, std::size_t length) {
      auto* owner = static_cast<SSL*>(context);
      return owner->settings->record_padding_callback(owner, type, length, owner->settings->record_padding_arg);
    };
    options.padding_context = ssl;
  }
  ssl->engine->set_record_options(options);
}

void watch_if_wanted(SSL* ssl) {
  if (!ssl->engine) return;
  const bool wanted = ssl->info_callback != nullptr || ssl->ctx->live.info != nullptr ||
                      ssl->settings->msg_callback != nullptr || ssl->extension_debug_callback != nullptr;
  ssl->engine->set_observer(wanted ? ssl->host.get() : nullptr);
}

}  // namespace reprise::capi

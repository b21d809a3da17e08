// SPDX-License-Identifier: Apache-2.0
// What a handshake needs to know on either side: settings, time, security, key log.
#include "capi/certificates/security.h"
#include "capi/host/callback_host.h"
#include "capi/objects/certificate_chain.h"
#include "capi/objects/compile_config.h"
#include "capi/objects/ssl_object.h"
#include "handshake/host/key_log_line.h"

namespace reprise::capi {
namespace {

// A Config that allows nothing: in force when the settings cannot be compiled, so that the handshake fails.
Ref<handshake::Config> empty_config(const SSL* ssl) {
  auto config = make_ref<handshake::Config>();
  config->algorithms = ssl->ctx->library->algorithms.share();
  config->min_version = TLS1_3_VERSION + 1;
  config->max_version = 0;
  return config;
}

}  // namespace

// A callback that a handshake calls in the middle of a step may change the settings, and with them the Config that the
// step still reads: it stays until nothing is under way.
void CallbackHost::put_config(Ref<const handshake::Config> config) const {
  const bool is_read = config_ && ssl_->engine != nullptr && ssl_->engine->busy();
  if (is_read) lent_configs_.push_back(std::move(config_));
  else lent_configs_.clear();
  config_ = std::move(config);
}

const handshake::Config& CallbackHost::config() const {
  if (config_source_ && config_source_.get() == ssl_->settings->compiled.get()) return *config_;
  auto compiled = compiled_config(*ssl_->settings);
  if (!compiled.ok()) {
    config_source_ = nullptr;
    put_config(empty_config(ssl_));
    return *config_;
  }
  config_source_ = std::move(compiled.value());
  // Compat: sessions live for as long as the context says when they are made, not when SSL_new copied it.
  const Seconds timeout(ssl_->session_ctx->setting(&Settings::session_timeout));
  const bool sends_name = ssl_->side == Side::client && ssl_->has_server_name;
  if (!sends_name && timeout == config_source_->session_timeout) {
    put_config(config_source_.share());
    return *config_;
  }
  auto own = config_source_->clone();
  own->session_timeout = timeout;
  if (sends_name) own->server_name = ssl_->server_name;
  put_config(std::move(own));
  return *config_;
}

Result<Ref<const crypto::CertificateChain>> CallbackHost::chain_to_send(const handshake::Credential& credential) {
  return capi::chain_to_send(ssl_, credential);
}

TimePoint CallbackHost::now() const { return system_now(); }
crypto::Random& CallbackHost::random() { return ssl_->ctx->library->random; }
crypto::CertificateInterner& CallbackHost::certificates() { return ssl_->ctx->library->interner; }

bool CallbackHost::wants_key_log() const { return ssl_->ctx->live.keylog != nullptr; }

void CallbackHost::log_key(std::string_view label, Bytes client_random, Bytes secret) {
  const handshake::KeyLogLine line(label, client_random, secret);
  if (auto* callback = ssl_->ctx->live.keylog; callback != nullptr) callback(ssl_, line.text().c_str());
}

std::vector<ByteVector> CallbackHost::certificate_authorities() { return ca_names_to_send(ssl_); }

bool CallbackHost::allows(const handshake::SecurityQuestion& question) {
  return security_allows(ssl_, question);
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::ClientConfig or ServerConfig holds.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/library.h"
#include "crypto/trust_store.h"
#include "handshake/host/config.h"
#include "handshake/negotiation/server_sessions.h"
#include "reprise/answer.h"
#include "reprise/config.h"
#include "session/object/why_not_resumed.h"

namespace reprise::api {

using v0::Answer;
using v0::not_yet;

// The questions that a program answers itself; empty ones have the answer of a program that says nothing.
struct Doors {
  v0::JudgePeer judge_peer;
  v0::KeyLog key_log;
  v0::AllowUse allow_use;
  std::vector<v0::OwnExtension> extensions;
  std::function<Answer<std::optional<v0::Psk>>(v0::Question)> psk;  // client
  // Server
  v0::CookieMaker cookies;  // without its key
  std::shared_ptr<v0::SessionStore> store;
  std::function<Answer<std::optional<v0::ServerConfig>>(v0::Question, const v0::Hello&)> choose_config;
  std::function<Result<std::string>(const v0::Hello&)> choose_protocol;
  std::function<Answer<std::optional<v0::Psk>>(v0::Question, Bytes)> find_psk;
  std::function<Answer<ByteVector>(v0::Question)> ocsp_response;
};

// Never changed once made, but for the counters; shared by connections in any threads.
struct Settings {
  Ref<crypto::Library> library;
  Ref<handshake::Config> config;
  Ref<const crypto::TrustStore> trust;  // null: a server that asks for no certificates
  std::string expected_name;            // client: in the server's certificate; empty: any
  v0::Clock clock;                      // may be empty
  Doors doors;
  std::size_t record_padding = 0;
  // Server
  std::optional<v0::SessionCache> cache;
  std::optional<v0::TicketSealer> tickets;
  handshake::ServerSessions sessions;  // with what these two hold
  unsigned tickets_with_data = 0;      // sent with our first application data
  std::vector<ByteVector> client_ca_names;  // DER, for CertificateRequest
  std::vector<std::string> protocols;
  std::vector<v0::VirtualHost> virtual_hosts;
  SecretBytes cookie_key;  // empty: there are no cookies
  mutable session::ResumptionCounters outcomes{};
};

// An Error's `input` is the member of the options that was wrong.
Result<std::shared_ptr<const Settings>> client_settings(Ref<crypto::Library> library, const v0::ClientOptions& options);
Result<std::shared_ptr<const Settings>> server_settings(Ref<crypto::Library> library, const v0::ServerOptions& options);

}  // namespace reprise::api

namespace reprise::v0 {

struct ConfigAccess {
  static const std::shared_ptr<const api::Settings>& inside(const ClientConfig& config) { return config.inside_; }
  static const std::shared_ptr<const api::Settings>& inside(const ServerConfig& config) { return config.inside_; }
};

}  // namespace reprise::v0

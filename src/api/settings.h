// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::ClientConfig or ServerConfig holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/library.h"
#include "crypto/trust_store.h"
#include "handshake/host/config.h"
#include "handshake/negotiation/server_sessions.h"
#include "reprise/config.h"
#include "session/object/why_not_resumed.h"

namespace reprise::api {

// Never changed once made, but for the counters; shared by connections in any threads.
struct Settings {
  Ref<crypto::Library> library;
  Ref<handshake::Config> config;
  Ref<const crypto::TrustStore> trust;  // null: a server that asks for no certificates
  std::string expected_name;            // client: in the server's certificate; empty: any
  v0::Clock clock;                      // may be empty
  // Server
  std::optional<v0::SessionCache> cache;
  std::optional<v0::TicketSealer> tickets;
  handshake::ServerSessions sessions;  // with what these two hold
  std::vector<ByteVector> client_ca_names;  // DER, for CertificateRequest
  std::vector<std::string> protocols;
  std::vector<v0::VirtualHost> virtual_hosts;
  mutable session::ResumptionCounters outcomes{};
};

Result<std::shared_ptr<const Settings>> client_settings(Ref<crypto::Library> library, const v0::ClientOptions& options);
Result<std::shared_ptr<const Settings>> server_settings(Ref<crypto::Library> library, const v0::ServerOptions& options);

}  // namespace reprise::api

namespace reprise::v0 {

struct ConfigAccess {
  static const std::shared_ptr<const api::Settings>& inside(const ClientConfig& config) { return config.inside_; }
  static const std::shared_ptr<const api::Settings>& inside(const ServerConfig& config) { return config.inside_; }
};

}  // namespace reprise::v0

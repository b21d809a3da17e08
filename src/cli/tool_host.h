// SPDX-License-Identifier: Apache-2.0
// The outside of the tools' connections: one Config, the system's clock, sessions in memory.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "crypto/trust_store.h"
#include "handshake/host/host.h"
#include "handshake/negotiation/server_sessions.h"
#include "session/cache/cache.h"
#include "session/client/client_pool.h"
#include "session/tickets/ticket.h"

namespace reprise::cli {

// What all connections of one tool share.
class Workshop {
 public:
  explicit Workshop(Ref<const crypto::Algorithms> fetched);

  Ref<const crypto::Algorithms> algorithms;
  crypto::CertificateInterner certificates;
  crypto::SystemRandom random;
  session::SessionCache cache;  // of a server
  session::ClientPool pool;     // of a client
  session::TicketSealer sealer;
};

// Null with a word on stderr when libcrypto cannot be used.
std::unique_ptr<Workshop> open_workshop();

class ToolHost final : public handshake::Host {
 public:
  ToolHost(Workshop& workshop, Ref<handshake::Config> config) : workshop_(workshop), config_(std::move(config)) {}

  const handshake::Config& config() const override { return *config_; }
  TimePoint now() const override;
  crypto::Random& random() override { return workshop_.random; }
  crypto::CertificateInterner& certificates() override { return workshop_.certificates; }
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain& candidate,
                                                    const handshake::Facts& facts) override;
  void publish(const Ref<session::Session>& session, const handshake::Facts& facts) override;
  bool retire(const Ref<session::Session>& session) override;
  handshake::Answer<handshake::FoundToResume> find_session(Bytes id) override;
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t version) override;
  Result<ByteVector> new_session_id() override;
  Result<handshake::IssuedTicket> issue_ticket(session::Session& session, std::uint16_t version) override;
  handshake::Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override;

  // Client: whom to trust, whose name to look for, whether to go on all the same.
  void trust(Ref<const crypto::TrustStore> store, std::string name, bool insecure);
  // Client: the sessions that come go into the pool as those of `peer`.
  void keep_sessions_of(const session::PeerKey& peer) { peer_ = peer; }

 private:
  // Tickets of one server process are for that process alone: they need no scope.
  handshake::ServerSessions sessions() const { return {.cache = &workshop_.cache, .sealer = &workshop_.sealer}; }
  session::UnixSeconds unix_now() const { return to_unix_seconds(now()); }

  Workshop& workshop_;
  Ref<handshake::Config> config_;
  Ref<const crypto::TrustStore> store_;
  std::string name_;
  bool insecure_ = false;
  std::optional<session::PeerKey> peer_;  // a client's
};

}  // namespace reprise::cli

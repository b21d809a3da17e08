// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/trust_scope.h"

#include "handshake/negotiation/resumption.h"
#include "handshake/negotiation/version.h"

namespace reprise::handshake {

std::string_view name_to_remember(const Config& config, const Facts& facts) {
  const bool counts = facts.server_name_acknowledged || config.switches.verify_peer;
  return counts && facts.offer ? std::string_view(facts.offer->server_name) : std::string_view();
}

Result<session::ClientTrust> trust_to_remember(Host& host, const Facts& facts) {
  if (facts.peer) return facts.client_trust;
  if (!host.config().switches.verify_peer) return session::ClientTrust();
  return session::trust_of(TRY(host.trust_scope()), std::nullopt);
}

Result<bool> serves(Host& host, const session::SessionData& session, const Facts& facts) {
  const auto& switches = host.config().switches;
  const bool asks_later = session.version() == kTls13 && switches.certificate_when_asked;
  const bool wants_peer = host.config().client_certificate == PeerCertificate::required && !asks_later;
  if (wants_peer && session.peer() == nullptr) return false;
  // Nobody asks who the client is, and nobody is told.
  if (!switches.verify_peer && session.peer() == nullptr) return true;
  if (switches.verify_peer && !same_server_name(session, name_to_remember(host.config(), facts))) return false;
  return session::is_of(session.client_trust(), TRY(host.trust_scope())) && host.still_trusts(session);
}

bool has_shown_enough(const Config& config, const Facts& facts) {
  return config.client_certificate != PeerCertificate::required || facts.peer;
}

}  // namespace reprise::handshake

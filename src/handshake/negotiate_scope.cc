#include "handshake/negotiation.h"

namespace reprise::handshake {

std::string_view name_to_remember(const Config& config, const Facts& facts) {
  const bool counts = facts.server_name_acknowledged || config.switches.verify_peer;
  return counts && facts.offer ? std::string_view(facts.offer->server_name) : std::string_view();
}

Result<bool> serves(Host& host, const session::SessionData& session, const std::optional<session::SealedScope>& sealed,
                    const Facts& facts) {
  if (sealed && !session::is_of(*sealed, TRY(host.ticket_scope()))) return false;
  const auto& config = host.config();
  const bool asks_later = session.version() == kTls13 && config.switches.certificate_when_asked;
  const bool wants_peer = config.client_certificate == PeerCertificate::required && !asks_later;
  if (wants_peer && session.peer() == nullptr) return false;
  return !config.switches.verify_peer || same_server_name(session, name_to_remember(config, facts));
}

}  // namespace reprise::handshake

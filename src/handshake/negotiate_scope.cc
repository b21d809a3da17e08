#include "handshake/negotiation.h"

namespace reprise::handshake {

VerifiesByDefault verifies_by_default(const Config& config) {
  return config.switches.verify_peer ? VerifiesByDefault::yes : VerifiesByDefault::no;
}

bool serves_name(const Config& config, const session::SessionData& session, VerifiesByDefault by_default,
                 std::string_view name) {
  const bool has_certificate = session.peer() != nullptr;
  const bool asks_later = session.version() == kTls13 && config.switches.certificate_when_asked;
  if (config.client_certificate == PeerCertificate::required && !asks_later && !has_certificate) return false;
  if (by_default == VerifiesByDefault::yes || !config.switches.verify_peer) return true;
  // Its client was verified, and for this name.
  return has_certificate && !name.empty() && same_server_name(session, name);
}

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/security.h"

#include <algorithm>

namespace reprise::handshake {
namespace {

// SSL_CTX_set_security_level(3): from here on no static key exchange, no tickets.
constexpr int kForwardSecrecyLevel = 3;

// What a level of at least 1 makes of each.
struct AtLevel {
  int level;

  bool enough(int bits) const { return bits >= minimum_security_bits(level); }
  bool operator()(const SuiteQuestion& asked) const {
    const auto& suite = asked.suite;
    if (!enough(suite.strength_bits)) return false;
    if (level < kForwardSecrecyLevel || suite.is_tls13()) return true;
    return suite.kx == wire::Kx::ecdhe || suite.kx == wire::Kx::dhe;
  }
  bool operator()(const GroupQuestion& asked) const { return enough(asked.group.security_bits); }
  bool operator()(const SchemeQuestion& asked) const { return enough(asked.scheme.security_bits); }
  bool operator()(const TicketQuestion&) const { return level < kForwardSecrecyLevel; }
  bool operator()(const CertificateKeyQuestion& asked) const { return enough(asked.bits); }
  bool operator()(const CertificateDigestQuestion& asked) const { return enough(asked.bits); }
};

}  // namespace

int minimum_security_bits(int level) {
  constexpr int kBits[] = {0, 80, 112, 128, 192, 256};
  return kBits[std::clamp(level, 0, 5)];
}

bool allowed_at_level(int level, const SecurityQuestion& question) {
  return level <= 0 || std::visit(AtLevel{level}, question);
}

bool allows(SecurityPolicy& policy, SecurityUse use, const wire::CipherSuite& suite) {
  return policy.allows(SuiteQuestion{use, suite});
}

bool allows(SecurityPolicy& policy, SecurityUse use, const crypto::GroupInfo& group) {
  return policy.allows(GroupQuestion{use, group});
}

bool allows(SecurityPolicy& policy, SecurityUse use, const crypto::SchemeInfo& scheme) {
  return policy.allows(SchemeQuestion{use, scheme});
}

bool allows_tickets(SecurityPolicy& policy) { return policy.allows(TicketQuestion{}); }

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/security.h"

#include <algorithm>

namespace reprise::handshake {
namespace {

// SSL_CTX_set_security_level(3): from here on no static key exchange, no tickets.
constexpr int kForwardSecrecyLevel = 3;

int operation(SecurityUse use, int supported) { return supported + int(use); }

bool cipher_allowed(int level, const wire::CipherSuite& suite) {
  if (level < kForwardSecrecyLevel || suite.is_tls13()) return true;
  return suite.kx == wire::Kx::ecdhe || suite.kx == wire::Kx::dhe;
}

}  // namespace

int minimum_security_bits(int level) {
  constexpr int kBits[] = {0, 80, 112, 128, 192, 256};
  return kBits[std::clamp(level, 0, 5)];
}

bool allowed_at_level(int level, const SecurityQuestion& question) {
  if (level <= 0) return true;
  if (question.operation == kSecurityVersion) return true;  // TLS 1.2 and 1.3 are good at every level
  if (question.operation == kSecurityTicket) return level < kForwardSecrecyLevel;
  if (question.bits < minimum_security_bits(level)) return false;
  if ((question.operation & kSecurityOtherMask) == kSecurityOtherCipher && question.other != nullptr) {
    return cipher_allowed(level, *static_cast<const wire::CipherSuite*>(question.other));
  }
  return true;
}

bool allows(Host& host, SecurityUse use, const wire::CipherSuite& suite) {
  return host.allows({.operation = operation(use, 1) | kSecurityOtherCipher,
                      .bits = suite.strength_bits,
                      .nid = 0,
                      .other = const_cast<wire::CipherSuite*>(&suite)});
}

bool allows(Host& host, SecurityUse use, const crypto::GroupInfo& group) {
  std::uint8_t code[] = {std::uint8_t(std::uint16_t(group.id) >> 8), std::uint8_t(group.id)};
  return host.allows({.operation = operation(use, 4) | kSecurityOtherGroup,
                      .bits = group.security_bits,
                      .nid = group.nid,
                      .other = code});
}

bool allows(Host& host, SecurityUse use, const crypto::SchemeInfo& scheme) {
  std::uint8_t code[] = {std::uint8_t(std::uint16_t(scheme.id) >> 8), std::uint8_t(scheme.id)};
  return host.allows({.operation = operation(use, 11) | kSecurityOtherSigalg,
                      .bits = scheme.security_bits,
                      .nid = scheme.hash_nid,
                      .other = code});
}

bool allows_tickets(Host& host) {
  return host.allows({.operation = kSecurityTicket, .bits = 0, .nid = 0, .other = nullptr});
}

}  // namespace reprise::handshake

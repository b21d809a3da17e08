// SPDX-License-Identifier: Apache-2.0
// What a security level lets through, and the questions that handshakes put to Host::allows
// (SSL_CTX_set_security_level).
#pragma once

#include "crypto/named_group.h"
#include "crypto/signature_scheme.h"
#include "handshake/host/host.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

// What is asked, in the numbers of the SSL_SECOP_ constants: the low half says what is to be done, the high half what
// SecurityQuestion::other points to.
inline constexpr int kSecurityOtherMask = int(0xffff0000);
inline constexpr int kSecurityOtherCipher = 1 << 16;  // a wire::CipherSuite
inline constexpr int kSecurityOtherGroup = 2 << 16;   // the two bytes of the code point
inline constexpr int kSecurityOtherSigalg = 5 << 16;  // the two bytes of the code point
inline constexpr int kSecurityOtherCertificate = 6 << 16;  // an X509

enum class SecurityUse : std::uint8_t {
  supported,  // is it to be offered
  shared,     // may it be among what both sides have
  checked,    // the peer chose it: is that acceptable
};

inline constexpr int kSecurityVersion = 9;
inline constexpr int kSecurityTicket = 10;

// Security bits that `level`, 0 to 5, asks for at least: 0, 80, 112, 128, 192, 256. Other levels count as the nearest.
int minimum_security_bits(int level);

// The meaning of `level` where no callback overrides it: the
// bits above; from level 3 on forward secrecy and no tickets.
bool allowed_at_level(int level, const SecurityQuestion& question);

// The questions. Each asks `host` and returns its answer.
bool allows(Host& host, SecurityUse use, const wire::CipherSuite& suite);
bool allows(Host& host, SecurityUse use, const crypto::GroupInfo& group);
bool allows(Host& host, SecurityUse use, const crypto::SchemeInfo& scheme);
bool allows_tickets(Host& host);

}  // namespace reprise::handshake

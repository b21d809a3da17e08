// SPDX-License-Identifier: Apache-2.0
#include "api/security.h"

#include "handshake/host/security.h"

namespace reprise::api {
namespace {

using v0::SecuritySubject;
using v0::SecurityUse;
using v0::UseQuestion;

struct Outward {
  UseQuestion operator()(const handshake::SuiteQuestion& asked) const {
    return {SecuritySubject::cipher_suite, asked.use, asked.suite.id, asked.suite.strength_bits};
  }
  UseQuestion operator()(const handshake::GroupQuestion& asked) const {
    return {SecuritySubject::group, asked.use, std::uint16_t(asked.group.id), asked.group.security_bits};
  }
  UseQuestion operator()(const handshake::SchemeQuestion& asked) const {
    return {SecuritySubject::signature_scheme, asked.use, std::uint16_t(asked.scheme.id), asked.scheme.security_bits};
  }
  UseQuestion operator()(const handshake::TicketQuestion&) const {
    return {.subject = SecuritySubject::tickets, .use = SecurityUse::supported};
  }
  UseQuestion operator()(const handshake::CertificateKeyQuestion& asked) const {
    return {.subject = SecuritySubject::certificate_key, .use = SecurityUse::supported, .bits = asked.bits};
  }
  UseQuestion operator()(const handshake::CertificateDigestQuestion& asked) const {
    return {.subject = SecuritySubject::certificate_signature, .use = SecurityUse::supported, .bits = asked.bits};
  }
};

}  // namespace

bool allows(const v0::AllowUse& allow, int level, const handshake::SecurityQuestion& question) {
  const bool at_level = handshake::allowed_at_level(level, question);
  if (!allow) return at_level;
  auto outward = std::visit(Outward(), question);
  outward.at_level = at_level;
  return allow(outward);
}

}  // namespace reprise::api

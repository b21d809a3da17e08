// SPDX-License-Identifier: Apache-2.0
// What a program lets be used, and what it does not.
#pragma once

#include <cstdint>
#include <functional>

#include "reprise/export.h"

namespace reprise::v0 {

enum class SecurityUse : std::uint8_t {
  supported,  // is it to be offered
  shared,     // may it be among what both sides have
  checked,    // the peer chose it: is that acceptable
};

// What is asked about, and what `number` is of it; of those without a number it is 0.
enum class SecuritySubject : std::uint8_t {
  version,                // asked when a configuration is made: of those between Versions' min and max
  cipher_suite,           // IANA's numbers for this and the next two
  group,                  // RFC 8446, 4.2.7
  signature_scheme,       // RFC 8446, 4.2.3
  tickets,                // TLS 1.2: tickets at all (RFC 5077)
  certificate_key,        // of a chain of ours that is about to be sent; the peer's is judged (JudgePeer)
  certificate_signature,  // the same
};

struct UseQuestion {
  SecuritySubject subject;
  SecurityUse use;
  std::uint16_t number = 0;
  int bits = -1;            // of security (NIST SP 800-57, part 1); -1: not known or not of meaning
  bool at_level = true;     // what AlgorithmLists::security_level says to it
};

// Has the last word on each: true lets it be used, whatever the level. Called from whichever thread drives a
// connection, with no lock held, and for each item of a list: it must be quick, and answer the same each time. What is
// not in AlgorithmLists is not asked about.
using AllowUse = std::function<bool(const UseQuestion& question)>;

}  // namespace reprise::v0

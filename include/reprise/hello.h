// SPDX-License-Identifier: Apache-2.0
// What a client asks for, as it was sent (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "reprise/export.h"

namespace reprise::v0 {

// Numbers are IANA's, in the client's order, those that nobody here knows among them. Texts are lent for the call that
// a hello is shown to.
struct Hello {
  std::string_view server_name;                         // RFC 6066, 3; empty: none sent
  std::vector<std::string_view> application_protocols;  // RFC 7301
  std::vector<std::uint16_t> versions;
  std::vector<std::uint16_t> cipher_suites;
  std::vector<std::uint16_t> groups;
  std::vector<std::uint16_t> signature_schemes;
};

}  // namespace reprise::v0

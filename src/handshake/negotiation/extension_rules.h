// SPDX-License-Identifier: Apache-2.0
// Which extensions a message may carry (RFC 8446, 4.2; RFC 5246, 7.4.1.4).
#pragma once

#include <concepts>

#include "handshake/host/custom_extensions.h"
#include "wire/extensions/extensions.h"

namespace reprise::handshake {

struct ExtensionRules {
  wire::ExtensionContext context;
  ExtensionPlace place;  // the same, for custom extensions
};

// Holds an answer's extensions against what we asked for: `asked_for(type)` tells. One that was not asked for is
// unsupported_extension, one that has no place in this message illegal_parameter.
template <std::predicate<std::uint16_t> AskedFor>
Result<> check_extensions(CustomExtensions& custom, const wire::ExtensionList& extensions, const ExtensionRules& rules,
                          AskedFor&& asked_for) {
  for (const auto& extension : extensions) {
    const auto type = code_of(extension.type);
    if (custom.has_custom_extensions() && custom.knows_custom_extension(rules.place, type)) continue;
    if (!asked_for(type)) return fail(Alert::unsupported_extension, Reason::unsolicited_extension);
    if (!wire::allowed_in(extension.type, rules.context)) {
      return fail(Alert::illegal_parameter, Reason::bad_extension);
    }
  }
  return success();
}

// The same for a request (ClientHello, CertificateRequest, NewSessionTicket), where what is unknown is ignored.
Result<> check_request_extensions(CustomExtensions& custom, const wire::ExtensionList& extensions,
                                  const ExtensionRules& rules);

// Hands the program its own among them: after all of ours have been read, so that it sees what they say.
inline Result<> take_custom_extensions(CustomExtensions& custom, const wire::ExtensionList& extensions,
                                       ExtensionPlace place, std::size_t chain_index = 0) {
  if (!custom.has_custom_extensions()) return success();
  return custom.read_custom_extensions(place, extensions, chain_index);
}

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0

#include "handshake/negotiation/extension_rules.h"

namespace reprise::handshake {

Result<> check_request_extensions(CustomExtensions& custom, const wire::ExtensionList& extensions,
                                  const ExtensionRules& rules) {
  for (const auto& extension : extensions) {
    // RFC 8446, 4.2: an extension that we know, in a message it is not for, MUST be answered with illegal_parameter.
    if (wire::allowed_in(extension.type, rules.context)) continue;
    if (custom.has_custom_extensions() && custom.knows_custom_extension(rules.place, code_of(extension.type))) continue;
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  return success();
}

}  // namespace reprise::handshake

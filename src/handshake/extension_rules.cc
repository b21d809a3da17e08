#include "handshake/extension_rules.h"

namespace reprise::handshake {

Result<> take_custom_extensions(Host& host, const wire::ExtensionList& extensions, const ExtensionRules& rules) {
  for (const auto& extension : extensions) {
    const auto type = code_of(extension.type);
    if (host.has_custom_extensions() && host.knows_custom_extension(rules.place, type)) {
      TRY(host.read_custom_extension(rules.place, type, extension.body, 0));
      continue;
    }
    // RFC 8446, 4.2: an extension that we know, in a message it is not for, MUST be answered with illegal_parameter.
    if (wire::is_known(extension.type) && !wire::allowed_in(extension.type, rules.context)) {
      return fail(Alert::illegal_parameter, Reason::bad_extension);
    }
  }
  return success();
}

}  // namespace reprise::handshake

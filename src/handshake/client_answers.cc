#include "handshake/client_answers.h"

#include <algorithm>

#include "wire/ext_alpn.h"
#include "wire/reader.h"

namespace reprise::handshake {

Result<> accept_alpn(Context& context, Bytes body) {
  const Bytes selected = TRY(wire::read_alpn_selection(body));
  wire::Reader offered(context.host.config().alpn_protocols);
  while (!offered.empty()) {
    if (std::ranges::equal(TRY(offered.opaque8()), selected)) {
      context.facts.alpn = text_of(selected);
      return success();
    }
  }
  return fail(Alert::illegal_parameter, Reason::bad_extension);
}

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
#include "handshake/hello/client_choices.h"

#include <algorithm>

#include "wire/codec/reader.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/max_fragment_length.h"

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

Result<> must_be_of_our_context(Context& context, const session::Session& session) {
  const bool any_context = context.host.config().switches.sessions_of_any_context;
  if (any_context || std::ranges::equal(session.data().session_id_context(), context.facts.session_id_context))
    return success();
  return fail(Alert::illegal_parameter, Reason::attempt_to_reuse_session_in_different_context);
}

std::uint8_t wanted_fragment_length(const Config& config, const Offer& offer) {
  const std::uint8_t kept = offer.session ? fragment_length_in(*offer.session) : std::uint8_t{0};
  return kept != 0 ? kept : config.max_fragment_length;
}

Result<> accept_fragment_length(Context& context, const Offer& offer, const wire::ExtensionList& extensions) {
  auto& facts = context.facts;
  if (const auto body = extensions.find(wire::ExtensionType::max_fragment_length)) {
    facts.max_fragment_length = TRY(wire::read_max_fragment_length(*body));
    if (facts.max_fragment_length != wanted_fragment_length(context.host.config(), offer)) {
      return fail(Alert::illegal_parameter, Reason::invalid_max_fragment_length);
    }
  } else if (facts.resumed) {
    facts.max_fragment_length = fragment_length_in(*facts.session);
  }
  limit_fragments(context);
  return success();
}

}  // namespace reprise::handshake

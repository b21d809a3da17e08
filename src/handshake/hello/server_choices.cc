// SPDX-License-Identifier: Apache-2.0
#include "handshake/hello/server_choices.h"

#include <algorithm>

#include "handshake/flow/certificates.h"
#include "handshake/negotiation/version.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/max_fragment_length.h"
#include "wire/extensions/server_name.h"
#include "wire/extensions/status_request.h"

namespace reprise::handshake {

using wire::ExtensionType;

Answer<> ask_server_name(Context& context, const wire::ClientHello& hello) {
  std::string_view name;
  if (const auto body = hello.extensions.find(ExtensionType::server_name)) name = TRY(wire::read_server_name(*body));
  const auto verdict = TRY(context.host.server_name(name));
  if (!verdict) return not_yet();
  context.facts.server_name_acknowledged = !name.empty() && *verdict == ServerName::accepted;
  // Compat: TLS 1.3 has no such warning (RFC 8446, 6).
  if (*verdict == ServerName::warned && context.facts.version == kTls12) {
    context.out.send_warning_alert(Alert::unrecognized_name);
  }
  return answered();
}

Answer<> ask_alpn(Context& context, const wire::ClientHello& hello) {
  const auto body = hello.extensions.find(ExtensionType::application_layer_protocol_negotiation);
  if (!body) return answered();
  const auto protocols = TRY(wire::read_alpn_protocols(*body));
  const auto choice = TRY(context.host.choose_alpn(protocols.raw()));
  if (!choice) return not_yet();
  // RFC 7301, 3.1: names are not empty. One that is would pass for no choice at all.
  if (!choice->none && choice->protocol.empty()) return fail(Alert::internal_error, Reason::bad_value);
  context.facts.alpn = choice->none ? std::string_view() : choice->protocol;
  return answered();
}

void note_session_id_context(Host& host, Facts& facts) {
  facts.session_id_context = host.config().session_id_context;
}

Result<> agree_on_fragment_length(Context& context) {
  auto& facts = context.facts;
  const std::uint8_t asked = facts.offer->max_fragment_length;
  facts.max_fragment_length = asked;
  if (facts.resumed) {
    // RFC 6066, 4: what was agreed on lasts as long as the session, resumptions included.
    const std::uint8_t kept = fragment_length_in(*facts.session);
    if (kept != 0 && asked != 0 && asked != kept) {
      return fail(Alert::illegal_parameter, Reason::invalid_max_fragment_length);
    }
    facts.max_fragment_length = kept;
  }
  limit_fragments(context);
  return success();
}

void write_max_fragment_length_answer(const Facts& facts, wire::Writer& out) {
  if (facts.max_fragment_length == 0 || facts.offer->max_fragment_length == 0) return;
  wire::write_extension(out, ExtensionType::max_fragment_length,
                        [&] { wire::write_max_fragment_length(out, facts.max_fragment_length); });
}

Result<> note_client_hello(Facts& facts, const wire::ClientHello& hello) {
  const auto& extensions = hello.extensions;
  auto offer = std::make_unique<PeerOffer>();
  std::ranges::copy(hello.random, facts.client_random.begin());
  facts.secure_renegotiation = hello.cipher_suites.contains(wire::kEmptyRenegotiationInfoScsv);
  offer->cipher_suites.assign(hello.cipher_suites.begin(), hello.cipher_suites.end());
  if (const auto body = extensions.find(ExtensionType::supported_groups)) {
    const auto groups = TRY(wire::read_supported_groups(*body));
    offer->groups.assign(groups.begin(), groups.end());
  }
  if (const auto body = extensions.find(ExtensionType::signature_algorithms)) {
    const auto schemes = TRY(wire::read_signature_algorithms(*body));
    offer->signature_schemes.assign(schemes.begin(), schemes.end());
  }
  if (const auto body = extensions.find(ExtensionType::server_name))
    offer->server_name = TRY(wire::read_server_name(*body));
  if (const auto body = extensions.find(ExtensionType::status_request)) {
    offer->wants_ocsp = TRY(wire::read_status_request(*body)).has_value();
  }
  if (const auto body = extensions.find(ExtensionType::max_fragment_length)) {
    offer->max_fragment_length = TRY(wire::read_max_fragment_length(*body));
  }
  TRY(note_certificate_wishes(facts, extensions));
  facts.peer_signature_schemes = offer->signature_schemes;
  facts.offer = std::move(offer);
  return success();
}

}  // namespace reprise::handshake

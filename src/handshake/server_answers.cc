#include "handshake/server_answers.h"

#include <algorithm>

#include "wire/ext_alpn.h"
#include "wire/ext_certificate_authorities.h"
#include "wire/ext_code_lists.h"
#include "wire/ext_server_name.h"
#include "wire/ext_status_request.h"

namespace reprise::handshake {

using wire::ExtensionType;

Answer<> ask_server_name(Context& context, const wire::ClientHello& hello) {
  std::string_view name;
  if (const auto body = hello.extensions.find(ExtensionType::server_name)) name = TRY(wire::read_server_name(*body));
  const auto verdict = TRY(context.host.server_name(name));
  if (!verdict) return not_yet();
  context.facts.server_name_acknowledged = !name.empty() && *verdict == ServerName::accepted;
  return answered();
}

Answer<> ask_alpn(Context& context, const wire::ClientHello& hello) {
  const auto body = hello.extensions.find(ExtensionType::application_layer_protocol_negotiation);
  if (!body) return answered();
  const auto protocols = TRY(wire::read_alpn_protocols(*body));
  const auto choice = TRY(context.host.choose_alpn(protocols.raw()));
  if (!choice) return not_yet();
  context.facts.alpn = choice->none ? std::string_view() : choice->protocol;
  return answered();
}

Result<> note_client_hello(Facts& facts, const wire::ClientHello& hello) {
  const auto& extensions = hello.extensions;
  auto offer = std::make_unique<PeerOffer>();
  std::ranges::copy(hello.random, facts.client_random.begin());
  offer->cipher_suites.assign(hello.cipher_suites.begin(), hello.cipher_suites.end());
  if (const auto body = extensions.find(ExtensionType::supported_groups)) {
    const auto groups = TRY(wire::read_supported_groups(*body));
    offer->groups.assign(groups.begin(), groups.end());
  }
  if (const auto body = extensions.find(ExtensionType::signature_algorithms)) {
    const auto schemes = TRY(wire::read_signature_algorithms(*body));
    offer->signature_schemes.assign(schemes.begin(), schemes.end());
  }
  if (const auto body = extensions.find(ExtensionType::server_name)) offer->server_name = TRY(wire::read_server_name(*body));
  if (const auto body = extensions.find(ExtensionType::status_request)) {
    offer->wants_ocsp = TRY(wire::read_status_request(*body)).has_value();
  }
  facts.peer_ca_names.clear();
  if (const auto body = extensions.find(ExtensionType::certificate_authorities)) {
    for (const Bytes name : TRY(wire::read_certificate_authorities(*body))) facts.peer_ca_names.push_back(copy_of(name));
  }
  facts.peer_signature_schemes = offer->signature_schemes;
  facts.offer = std::move(offer);
  return success();
}

}  // namespace reprise::handshake

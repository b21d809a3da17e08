// SPDX-License-Identifier: Apache-2.0
#include "api/own_extensions.h"

#include <algorithm>

namespace reprise::api {

using handshake::is_answer;
using handshake::is_offer;
using v0::ExtensionPlace;

namespace {

bool stands_in(const v0::OwnExtension& own, ExtensionPlace place) {
  return std::ranges::find(own.places, place) != own.places.end();
}

}  // namespace

const OwnExtensions::Body* OwnExtensions::find(const std::vector<Body>& all, ExtensionPlace place,
                                               std::uint16_t type) {
  const auto is_it = [&](const Body& body) { return body.place == place && body.type == type; };
  const auto found = std::ranges::find_if(all, is_it);
  return found != all.end() ? &*found : nullptr;
}

// A server's peer offers in its ClientHello, a client's in its CertificateRequest.
const OwnExtensions::Body* OwnExtensions::offer_of_peer(std::uint16_t type) const {
  const auto* offer = find(received_, ExtensionPlace::client_hello, type);
  return offer != nullptr ? offer : find(received_, ExtensionPlace::certificate_request, type);
}

// RFC 8446, 4.1.2: a second ClientHello says what the first one said.
Result<std::optional<ByteVector>> OwnExtensions::body_of(const v0::OwnExtension& own, const At& at) const {
  if (at.place == ExtensionPlace::client_hello) {
    if (const auto* first = find(offered_, at.place, own.type)) return std::optional(first->bytes);
  }
  v0::ExtensionQuestion asked{.connection = at.connection, .place = at.place, .certificate = at.certificate};
  if (is_answer(at.place)) {
    const auto* offer = offer_of_peer(own.type);
    if (offer == nullptr) return std::optional<ByteVector>();
    asked.offered = offer->bytes;
  }
  if (own.write) return own.write(asked);
  return is_offer(at.place) ? std::optional(ByteVector()) : std::nullopt;
}

Result<> OwnExtensions::write(const Own& own, const At& at, wire::Writer& out) {
  for (const auto& extension : own) {
    if (!stands_in(extension, at.place)) continue;
    auto body = TRY(body_of(extension, at));
    if (!body) continue;
    wire::write_extension(out, wire::ExtensionType(extension.type), Bytes(*body));
    const bool is_known = find(offered_, at.place, extension.type) != nullptr;
    if (is_offer(at.place) && !is_known) offered_.push_back({at.place, extension.type, std::move(*body)});
  }
  return success();
}

bool OwnExtensions::knows(const Own& own, ExtensionPlace place, std::uint16_t type) const {
  const auto is_it = [&](const auto& extension) { return extension.type == type && stands_in(extension, place); };
  if (std::ranges::none_of(own, is_it)) return false;
  const auto is_offered = [&](const Body& body) { return body.type == type; };
  return !is_answer(place) || std::ranges::any_of(offered_, is_offered);
}

Result<> OwnExtensions::read(const Own& own, const At& at, const wire::ExtensionList& extensions) {
  std::erase_if(received_, [&](const Body& body) { return body.place == at.place; });
  for (const auto& extension : own) {
    const auto body = extensions.find(wire::ExtensionType(extension.type));
    if (!body || !stands_in(extension, at.place)) continue;
    const v0::ExtensionQuestion asked{
        .connection = at.connection, .place = at.place, .certificate = at.certificate};
    if (extension.read) TRY(extension.read(asked, *body));
    // Whose a certificate is has yet to be proved, again and again after the handshake: nothing is kept of it.
    if (at.place != ExtensionPlace::certificate) received_.push_back({at.place, extension.type, copy_of(*body)});
  }
  return success();
}

std::optional<Bytes> OwnExtensions::received(ExtensionPlace place, std::uint16_t type) const {
  const auto* body = find(received_, place, type);
  return body != nullptr ? std::optional(Bytes(body->bytes)) : std::nullopt;
}

}  // namespace reprise::api

// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/client_hello_view.h"

#include <algorithm>

#include "wire/extensions/code_lists.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

Result<> read_key_exchange(const wire::ExtensionList& extensions, ClientHelloView& view) {
  const auto groups = extensions.find(ExtensionType::supported_groups);
  const auto shares = extensions.find(ExtensionType::key_share);
  // RFC 8446, 9.2: either both or neither.
  if (groups.has_value() != shares.has_value()) {
    const auto reason = groups ? Reason::no_suitable_key_share : Reason::missing_supported_groups_extension;
    return fail(Alert::missing_extension, reason);
  }
  if (!groups) return success();
  view.groups = TRY(wire::read_supported_groups(*groups));
  view.shares = TRY(wire::read_client_key_shares(*shares));
  return success();
}

// RFC 8446, 4.2.8: a share for a group that is not in supported_groups MUST NOT be offered; shares are in that order.
Result<> check_shares(const ClientHelloView& view) {
  auto rest = view.groups.begin();
  for (const auto& share : view.shares) {
    rest = std::find(rest, view.groups.end(), share.group);
    if (rest == view.groups.end()) return fail(Alert::illegal_parameter, Reason::bad_key_share);
    ++rest;
  }
  return success();
}

Result<> read_psks(const wire::ExtensionList& extensions, ClientHelloView& view) {
  if (const auto modes = extensions.find(ExtensionType::psk_key_exchange_modes)) {
    view.psk_modes_sent = true;
    for (const std::uint8_t mode : TRY(wire::read_psk_key_exchange_modes(*modes))) {
      view.psk_ke |= mode == code_of(wire::PskKeyExchangeMode::psk_ke);
      view.psk_dhe_ke |= mode == code_of(wire::PskKeyExchangeMode::psk_dhe_ke);
    }
  }
  const auto psks = extensions.find(ExtensionType::pre_shared_key);
  if (!psks) return success();
  // RFC 8446, 4.2.9: without psk_key_exchange_modes servers MUST abort.
  if (!extensions.contains(ExtensionType::psk_key_exchange_modes)) {
    return fail(Alert::missing_extension, Reason::missing_psk_kex_modes);
  }
  view.psks = TRY(wire::read_offered_psks(*psks));
  return success();
}

Result<> read_flags(const wire::ExtensionList& extensions, ClientHelloView& view) {
  if (const auto body = extensions.find(ExtensionType::early_data)) {
    TRY(wire::read_empty_extension(*body));
    // Without a PSK it is for nothing (RFC 9846, 4.3.10): data that follows all the same is skipped.
    view.early_data = true;
  }
  if (const auto body = extensions.find(ExtensionType::post_handshake_auth)) {
    TRY(wire::read_empty_extension(*body));
    view.post_handshake_auth = true;
  }
  return success();
}

}  // namespace

Result<ClientHelloView> view_client_hello(const wire::ClientHello& hello) {
  ClientHelloView view;
  view.hello = hello;
  const auto& extensions = view.hello.extensions;
  // RFC 8446, 4.1.2: exactly the null method, for every ClientHello of TLS 1.3.
  if (view.hello.legacy_compression_methods.size() != 1) return fail(Alert::illegal_parameter, Reason::bad_compression);
  TRY(read_key_exchange(extensions, view));
  TRY(check_shares(view));
  TRY(read_psks(extensions, view));
  TRY(read_flags(extensions, view));
  // RFC 8446, 9.2: without a PSK both signature_algorithms and supported_groups MUST be there.
  if (view.psks) return view;
  if (!extensions.contains(ExtensionType::signature_algorithms)) {
    return fail(Alert::missing_extension, Reason::missing_sigalgs_extension);
  }
  if (view.groups.empty()) return fail(Alert::missing_extension, Reason::missing_supported_groups_extension);
  return view;
}

bool takes_tickets(const ClientHelloView& view, PskOnly psk_only) {
  // Compat: Erlang 25's client names its modes only when it resumes, and keeps the tickets of a libssl server before.
  if (!view.psk_modes_sent) return true;
  return view.psk_dhe_ke || (view.psk_ke && psk_only == PskOnly::allowed);
}

}  // namespace reprise::handshake::tls13

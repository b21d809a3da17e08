// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <iterator>

#include "wire/extensions/extensions.h"

namespace reprise::wire {
namespace {

using Contexts = std::uint8_t;
constexpr Contexts bit(ExtensionContext context) { return Contexts(1 << code_of(context)); }

constexpr Contexts kCh = bit(ExtensionContext::client_hello);
constexpr Contexts kSh = bit(ExtensionContext::server_hello);
constexpr Contexts kHrr = bit(ExtensionContext::hello_retry_request);
constexpr Contexts kEe = bit(ExtensionContext::encrypted_extensions);
constexpr Contexts kCt = bit(ExtensionContext::certificate);
constexpr Contexts kCr = bit(ExtensionContext::certificate_request);
constexpr Contexts kNst = bit(ExtensionContext::new_session_ticket);
constexpr Contexts kSh12 = bit(ExtensionContext::server_hello_tls12);

struct Row {
  ExtensionType type;
  Contexts contexts;
};

// Sorted by type. TLS 1.3: the table of RFC 8446, 4.2. TLS 1.2: the RFC of each extension.
constexpr Row kRows[] = {
    {ExtensionType::server_name, kCh | kEe | kSh12},
    {ExtensionType::max_fragment_length, kCh | kEe | kSh12},
    {ExtensionType::status_request, kCh | kCr | kCt | kSh12},
    // Compat: some servers of TLS 1.2 send supported_groups, which is for clients alone; libssl lets it pass.
    {ExtensionType::supported_groups, kCh | kEe | kSh12},
    {ExtensionType::ec_point_formats, kCh | kSh12},
    {ExtensionType::srp, kCh},
    {ExtensionType::signature_algorithms, kCh | kCr},
    {ExtensionType::use_srtp, kCh | kEe | kSh12},
    {ExtensionType::heartbeat, kCh | kEe | kSh12},
    {ExtensionType::application_layer_protocol_negotiation, kCh | kEe | kSh12},
    {ExtensionType::signed_certificate_timestamp, kCh | kCr | kCt | kSh12},
    {ExtensionType::client_certificate_type, kCh | kEe | kSh12},
    {ExtensionType::server_certificate_type, kCh | kEe | kSh12},
    {ExtensionType::padding, kCh},
    {ExtensionType::encrypt_then_mac, kCh | kSh12},
    {ExtensionType::extended_master_secret, kCh | kSh12},
    {ExtensionType::session_ticket, kCh | kSh12},
    {ExtensionType::pre_shared_key, kCh | kSh},
    {ExtensionType::early_data, kCh | kEe | kNst},
    {ExtensionType::supported_versions, kCh | kSh | kHrr},
    {ExtensionType::cookie, kCh | kHrr},
    {ExtensionType::psk_key_exchange_modes, kCh},
    {ExtensionType::certificate_authorities, kCh | kCr},
    {ExtensionType::oid_filters, kCr},
    {ExtensionType::post_handshake_auth, kCh},
    {ExtensionType::signature_algorithms_cert, kCh | kCr},
    {ExtensionType::key_share, kCh | kSh | kHrr},
    {ExtensionType::next_proto_neg, kCh | kSh12},
    {ExtensionType::renegotiation_info, kCh | kSh12},
};
static_assert(std::ranges::adjacent_find(kRows, std::greater_equal{}, &Row::type) == std::end(kRows));

constexpr Contexts kUnknownMayStand = kCh | kCr | kNst;

const Row* find_row(ExtensionType type) {
  const auto* found = std::ranges::lower_bound(kRows, type, {}, &Row::type);
  return found != std::end(kRows) && found->type == type ? found : nullptr;
}

}  // namespace

bool allowed_in(ExtensionType type, ExtensionContext context) {
  const Row* row = find_row(type);
  return ((row != nullptr ? row->contexts : kUnknownMayStand) & bit(context)) != 0;
}

bool is_known(ExtensionType type) { return find_row(type) != nullptr; }

}  // namespace reprise::wire

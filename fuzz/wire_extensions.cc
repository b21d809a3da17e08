// SPDX-License-Identifier: Apache-2.0
// The extension_data of every extension. The first byte of the input chooses the codec.
#include <vector>

#include "fuzz/round_trip.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/certificate_authorities.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/cookie.h"
#include "wire/extensions/early_data.h"
#include "wire/extensions/extensions.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/max_fragment_length.h"
#include "wire/extensions/pre_shared_key.h"
#include "wire/extensions/renegotiation_info.h"
#include "wire/extensions/server_name.h"
#include "wire/extensions/status_request.h"
#include "wire/extensions/supported_versions.h"

using namespace reprise;

namespace {

std::vector<std::uint16_t> codes_of(const wire::U16List& list) { return {list.begin(), list.end()}; }

void try_pre_shared_key(Bytes body) {
  fuzz::round_trip(body, wire::read_offered_psks(body), [&](wire::Writer& out, const wire::OfferedPsks& psks) {
    wire::write_offered_psks(
        out,
        [&] {
          for (const wire::PskIdentity& identity : psks.identities) wire::write_psk_identity(out, identity);
        },
        [&] {
          const std::size_t so_far = out.written().size() - 2;
          if (wire::without_binders(body, psks.binders_len()).size() != so_far) std::abort();
          for (const Bytes binder : psks.binders) wire::write_psk_binder(out, binder);
        });
  });
}

void try_key_shares(Bytes body) {
  fuzz::round_trip(body, wire::read_client_key_shares(body), [](wire::Writer& out, const wire::KeyShareList& shares) {
    wire::write_client_key_shares(out, [&] {
      for (const wire::KeyShareEntry& share : shares) wire::write_key_share_entry(out, share);
    });
  });
}

void try_status_request(Bytes body) {
  const auto read = wire::read_status_request(body);
  if (!read.ok() || !read.value().has_value()) return;
  fuzz::require_same(body, [&](wire::Writer& out) { wire::write_status_request(out, *read.value()); });
}

void try_certificate_authorities(Bytes body) {
  fuzz::round_trip(body, wire::read_certificate_authorities(body),
                   [](wire::Writer& out, const wire::Opaque16List& names) {
                     wire::write_certificate_authorities(out, [&] {
                       for (const Bytes name : names) out.opaque16(name);
                     });
                   });
}

void try_supported_versions(Bytes body) {
  fuzz::round_trip(body, wire::read_supported_versions(body), [](wire::Writer& out, const wire::U16List& list) {
    std::vector<wire::ProtocolVersion> versions;
    for (const std::uint16_t code : list) versions.push_back(wire::ProtocolVersion{code});
    wire::write_supported_versions(out, versions);
  });
}

void try_block(Bytes body) {
  wire::Reader reader(body);
  const auto list = wire::ExtensionList::read(reader);
  if (!list.ok() || !reader.empty()) return;
  fuzz::require_same(body, [&](wire::Writer& out) { wire::write_extensions(out, list.value()); });
}

void try_extension(unsigned selector, Bytes body) {
  switch (selector) {
    case 0: return fuzz::round_trip(body, wire::read_server_name(body), wire::write_server_name);
    case 1:
      return fuzz::round_trip(
          body, wire::read_alpn_protocols(body),
          [](wire::Writer& out, const wire::Opaque8List& list) { wire::write_alpn_protocols(out, list.raw()); });
    case 2: return fuzz::round_trip(body, wire::read_alpn_selection(body), wire::write_alpn_selection);
    case 3: return try_status_request(body);
    case 4:
      return fuzz::round_trip(
          body, wire::read_supported_groups(body),
          [](wire::Writer& out, const wire::U16List& list) { wire::write_supported_groups(out, codes_of(list)); });
    case 5:
      return fuzz::round_trip(
          body, wire::read_signature_algorithms(body),
          [](wire::Writer& out, const wire::U16List& list) { wire::write_signature_algorithms(out, codes_of(list)); });
    case 6: return fuzz::round_trip(body, wire::read_ec_point_formats(body), wire::write_ec_point_formats);
    case 7: return fuzz::round_trip(body, wire::read_psk_key_exchange_modes(body), wire::write_psk_key_exchange_modes);
    case 8: return try_supported_versions(body);
    case 9: return fuzz::round_trip(body, wire::read_selected_version(body), wire::write_selected_version);
    case 10: return fuzz::round_trip(body, wire::read_cookie(body), wire::write_cookie);
    case 11: return try_key_shares(body);
    case 12: return fuzz::round_trip(body, wire::read_server_key_share(body), wire::write_key_share_entry);
    case 13: return fuzz::round_trip(body, wire::read_selected_group(body), wire::write_selected_group);
    case 14: return try_pre_shared_key(body);
    case 15: return fuzz::round_trip(body, wire::read_selected_identity(body), wire::write_selected_identity);
    case 16: return fuzz::round_trip(body, wire::read_max_early_data_size(body), wire::write_max_early_data_size);
    case 17: return try_certificate_authorities(body);
    case 18: return fuzz::round_trip(body, wire::read_max_fragment_length(body), wire::write_max_fragment_length);
    case 19: return fuzz::round_trip(body, wire::read_renegotiation_info(body), wire::write_renegotiation_info);
    case 20: return try_block(body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try_extension(data[0] % 21, Bytes(data, size).subspan(1));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The extensions that are lists of codes: supported_groups (RFC 8446, 4.2.7), signature_algorithms and
// signature_algorithms_cert (RFC 8446, 4.2.3), ec_point_formats (RFC 8422, 5.1.2), psk_key_exchange_modes
// (RFC 8446, 4.2.9).
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// Shape of each:  length[2] | ( code[2] )+. An empty or odd list is a decode_error.
Result<U16List> read_supported_groups(Bytes body);
Result<U16List> read_signature_algorithms(Bytes body);  // also for signature_algorithms_cert
// `groups` is a range of code points, of whatever type.
template <typename Groups>
void write_supported_groups(Writer& out, const Groups& groups) {
  out.vec16([&] {
    for (const auto group : groups) out.u16(std::uint16_t(group));
  });
}
void write_signature_algorithms(Writer& out, std::span<const std::uint16_t> schemes);

// Shape of each:  length[1] | ( code[1] )+. An empty list is a decode_error; the bytes are the codes.
// RFC 8422, 5.1.2: a list without `uncompressed` is illegal_parameter.
inline constexpr std::uint8_t kUncompressedPoints[] = {0};
Result<Bytes> read_ec_point_formats(Bytes body);
void write_ec_point_formats(Writer& out, Bytes formats);
Result<Bytes> read_psk_key_exchange_modes(Bytes body);
void write_psk_key_exchange_modes(Writer& out, Bytes modes);

}  // namespace reprise::wire

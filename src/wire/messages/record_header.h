// SPDX-License-Identifier: Apache-2.0
// The five bytes in front of a record (RFC 8446, 5.1; RFC 5246, 6.2.1).
// Shape on the wire:  type[1] | legacy_record_version[2] | length[2]
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wire/codes/enums.h"

namespace reprise::wire {

inline constexpr std::size_t kRecordHeaderLen = 5;
inline constexpr std::size_t kMaxPlaintextLen = 1 << 14;                        // RFC 8446, 5.1
inline constexpr std::size_t kMaxCiphertextLenTls13 = kMaxPlaintextLen + 256;   // RFC 8446, 5.2
inline constexpr std::size_t kMaxCiphertextLenTls12 = kMaxPlaintextLen + 2048;  // RFC 5246, 6.2.3

struct RecordHeader {
  ContentType type;
  ProtocolVersion legacy_version;
  std::uint16_t length;  // of the fragment that follows, in bytes; not checked against any limit

  friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

// Any five bytes are a header; whether it is a sane one depends on the state of the connection.
constexpr RecordHeader read_record_header(std::span<const std::uint8_t, kRecordHeaderLen> b) {
  return {ContentType{b[0]}, ProtocolVersion(b[1] << 8 | b[2]), std::uint16_t(b[3] << 8 | b[4])};
}

// Overwrites `out`, so that a record can be sealed in place behind it.
constexpr void put_record_header(std::span<std::uint8_t, kRecordHeaderLen> out, const RecordHeader& header) {
  out[0] = code_of(header.type);
  out[1] = std::uint8_t(code_of(header.legacy_version) >> 8);
  out[2] = std::uint8_t(code_of(header.legacy_version));
  out[3] = std::uint8_t(header.length >> 8);
  out[4] = std::uint8_t(header.length);
}

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
// The four bytes in front of a handshake message (RFC 8446, 4; RFC 5246, 7.4).
// Shape on the wire:  msg_type[1] | length[3] | body
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "wire/codec/writer.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

inline constexpr std::size_t kHandshakeHeaderLen = 4;

struct HandshakeHeader {
  HandshakeType type;
  std::uint32_t length;  // of the body, in bytes: at most 2^24-1

  friend bool operator==(const HandshakeHeader&, const HandshakeHeader&) = default;
};

// Any four bytes are a header; the limit on the length of each message is its reader's to know.
constexpr HandshakeHeader read_handshake_header(std::span<const std::uint8_t, kHandshakeHeaderLen> b) {
  return {HandshakeType{b[0]}, std::uint32_t(b[1]) << 16 | std::uint32_t(b[2]) << 8 | b[3]};
}

// Writes header and body; `body` is body() or body(Writer&) and writes what a write_... function of a message writes.
template <typename Body>
void write_handshake(Writer& out, HandshakeType type, Body&& body) {
  out.u8(code_of(type));
  out.vec24(std::forward<Body>(body));
}

}  // namespace reprise::wire

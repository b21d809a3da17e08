// SPDX-License-Identifier: Apache-2.0
// ServerHello and HelloRetryRequest (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3).
// Shape:  legacy_version[2] | random[32] | legacy_session_id_echo<0..32> | cipher_suite[2]
//         | legacy_compression_method[1] = 0 | [ extensions<0..2^16-1> ]
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

// The random that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest".
inline constexpr std::array<std::uint8_t, 32> kHelloRetryRequestRandom = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// The last eight bytes of the random of a server that could do better than the version it negotiates (RFC 8446, 4.1.3).
inline constexpr std::array<std::uint8_t, 8> kDowngradeToTls12 = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x01};
inline constexpr std::array<std::uint8_t, 8> kDowngradeToTls11 = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x00};

struct ServerHello {
  ProtocolVersion legacy_version{};
  Bytes random;  // 32 bytes
  Bytes legacy_session_id_echo;
  std::uint16_t cipher_suite = 0;
  ExtensionList extensions;

  bool is_hello_retry_request() const;
};

// What the end of a server's random says about the versions that it knows.
enum class DowngradeSentinel : std::uint8_t { none, to_tls12, to_tls11_or_below };
DowngradeSentinel downgrade_sentinel(Bytes random);

// decode_error on bad syntax; illegal_parameter when an extension comes twice or compression is not null.
// Allocates nothing.
Result<ServerHello> read_server_hello(Bytes body);
// Writes `hello` as it stands, its extensions included.
void write_server_hello(Writer& out, const ServerHello& hello);

// Writes everything before the extensions.
void write_server_hello_prefix(Writer& out, const ServerHello& hello);
// Writes `hello` with, in place of its extensions, a block around what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_server_hello(Writer& out, const ServerHello& hello, Extensions&& extensions) {
  write_server_hello_prefix(out, hello);
  out.vec16(std::forward<Extensions>(extensions));
}

}  // namespace reprise::wire

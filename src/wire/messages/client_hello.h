// SPDX-License-Identifier: Apache-2.0
// ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
// Shape:  legacy_version[2] | random[32] | legacy_session_id<0..32> | cipher_suites<2..2^16-2>
//         | legacy_compression_methods<1..2^8-1> | [ extensions<0..2^16-1> ]
#pragma once

#include <cstddef>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

inline constexpr std::size_t kRandomLen = 32;
inline constexpr std::size_t kMaxSessionIdLen = 32;

// Views on the message. Unknown values and GREASE are kept as they came.
struct ClientHello {
  ProtocolVersion legacy_version{};
  Bytes random;  // kRandomLen bytes
  Bytes legacy_session_id;
  U16List cipher_suites;
  Bytes legacy_compression_methods;
  ExtensionList extensions;
};

// decode_error on bad syntax. illegal_parameter when a kind of extension comes twice, when pre_shared_key is not the
// last one (RFC 8446, 4.2.11: MUST), or when the null compression method is not offered (RFC 5246, 7.4.1.2: MUST).
// Allocates nothing.
Result<ClientHello> read_client_hello(Bytes body);
// Writes `hello` as it stands, its extensions included.
void write_client_hello(Writer& out, const ClientHello& hello);

// Writes everything before the extensions.
void write_client_hello_prefix(Writer& out, const ClientHello& hello);
// Writes `hello` with, in place of its extensions, a block around what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_client_hello(Writer& out, const ClientHello& hello, Extensions&& extensions) {
  write_client_hello_prefix(out, hello);
  out.vec16(std::forward<Extensions>(extensions));
}

}  // namespace reprise::wire

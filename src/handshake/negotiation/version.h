// SPDX-License-Identifier: Apache-2.0
// Which version both ends speak. Nothing in this folder writes or remembers: each choice is a function of what both
// sides have said.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/host/config.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake {

inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

// Server: the best version of both (RFC 8446, 4.2.1). Fails with protocol_version/unsupported_protocol, or with
// decode_error when supported_versions is malformed.
Result<std::uint16_t> choose_version(const Config& config, const wire::ClientHello& hello);
// Server: RFC 7507, 3: a client that fell back although we speak something better, be it to what we do not speak:
// inappropriate_fallback. decode_error as choose_version().
Result<> check_fallback(const Config& config, const wire::ClientHello& hello);
// Client: the version that the ServerHello selects, if we offered it; protocol_version or illegal_parameter otherwise.
Result<std::uint16_t> accept_version(const Config& config, const wire::ServerHello& hello);

// RFC 8446, 4.1.3. Server: marks the last eight bytes of `random` when `chosen` is less than it speaks.
void write_downgrade_sentinel(const Config& config, std::uint16_t chosen, MutableBytes random);
// Client: illegal_parameter/downgrade_detected when the server could do better and said so.
Result<> check_downgrade_sentinel(const Config& config, std::uint16_t accepted, Bytes random);

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// How long each handshake message may be, so that a peer cannot make us keep what no message of its kind could need.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "handshake/host/config.h"
#include "wire/codes/enums.h"

namespace reprise::engine {

// The most bytes that the body of a `type` may have for `receiver`. Fails with unexpected_message for a type that this
// side never receives. `max_certificate_list` is the Config's.
Result<std::size_t> message_limit(handshake::Role receiver, wire::HandshakeType type, std::size_t max_certificate_list);

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// What the calls of a connection come to.
#pragma once

#include <cstddef>
#include <cstdint>

#include "reprise/export.h"

namespace reprise::v0 {

enum class Status : std::uint8_t {
  done,          // what was asked for has happened
  wants_input,   // more bytes from the peer are needed
  wants_answer,  // the program has said "not yet" (answer.h): call again when it can say more
  closed,        // the peer has sent close_notify: no more data will come
  early_data,    // the handshake rests: a client may write, a server read, 0-RTT data
};

struct Transfer {
  Status status;
  std::size_t size = 0;  // bytes read, or bytes taken for writing
};

enum class EarlyData : std::uint8_t { not_sent, rejected, accepted };

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// Sessions that outlive a process or a machine: what a store is asked, whoever answers.
//
// What is put is sealed and named by a keyed hash already: a store learns neither sessions nor ids. None of the calls
// is required to succeed; a store that is slow, full, lying or gone costs a full handshake, never a connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/clock.h"

namespace reprise::session {

enum class StoreOutcome : std::uint8_t { done, not_found, timed_out, unavailable };

struct StoreReply {
  StoreOutcome outcome = StoreOutcome::unavailable;
  ByteVector value{};  // of get() and take(), when `outcome` is done
};

// Safe to call from any thread. `deadline` is how long a call may take at most; an implementation returns timed_out by
// then, whatever its other end does.
class SessionStore {
 public:
  virtual ~SessionStore() = default;
  // Keeps `value` under `key` for `ttl`, in place of what was there.
  virtual StoreOutcome put(Bytes key, Bytes value, Seconds ttl, Milliseconds deadline) = 0;
  virtual StoreReply get(Bytes key, Milliseconds deadline) = 0;
  // As get(), and removes it: of any number of callers at most one is given the value (single use, RFC 8446, 8.1).
  virtual StoreReply take(Bytes key, Milliseconds deadline) = 0;
  virtual StoreOutcome remove(Bytes key, Milliseconds deadline) = 0;
};

}  // namespace reprise::session

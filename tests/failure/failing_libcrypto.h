// SPDX-License-Identifier: Apache-2.0
// The test program's libcrypto, of which one call can be told to fail: the functions that a handshake calls are defined
// in the program, in front of libcrypto's own, and go there.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace reprise::failure {

// While one lives, the calls of libcrypto are counted, and the `nth` of them, from 1 on, fails without having done
// anything. One at a time, on one thread.
class FailingLibcrypto {
 public:
  explicit FailingLibcrypto(unsigned nth);
  ~FailingLibcrypto();
  FailingLibcrypto(const FailingLibcrypto&) = delete;
  FailingLibcrypto& operator=(const FailingLibcrypto&) = delete;

  // Calls that are made while it is not in force, as to begin with, are the test's own.
  void in_force(bool on);
  // The function whose call failed; null when there were not that many.
  const char* failed() const;
};

// Whether `alert` is one for a failure of `function`: where it judges what came from the peer, it is not to be told
// from his fault.
bool tells_of(std::optional<Alert> alert, std::string_view function);

// Whether a handshake may go on: a credential of one's own that cannot be looked at is passed over, or is looked at
// later; and nobody may ask any more for the hash of the last messages.
bool may_be_done_without(std::string_view function);

}  // namespace reprise::failure

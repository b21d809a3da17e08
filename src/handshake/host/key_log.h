// SPDX-License-Identifier: Apache-2.0
// The door to key log files.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace reprise::handshake {

// Absent: nothing is logged.
class KeyLog {
 public:
  // Called for every secret that key log files hold, when wants_key_log() is true. `label` as in the NSS key log
  // format.
  virtual bool wants_key_log() const { return false; }
  virtual void log_key(std::string_view /*label*/, Bytes /*client_random*/, Bytes /*secret*/) {}

 protected:
  ~KeyLog() = default;
};

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// What the program lets be used.
#pragma once

#include "handshake/host/security_question.h"

namespace reprise::handshake {

// Absent: what libcrypto can do is allowed.
class SecurityPolicy {
 public:
  // Whether the security level or callback lets an algorithm be used. The default allows everything.
  virtual bool allows(const SecurityQuestion&) { return true; }

 protected:
  ~SecurityPolicy() = default;
};

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// The system's clock, for stores that serve a program.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace reprise::stores {

class SystemClock final : public TimeSource {
 public:
  TimePoint now() const override {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace reprise::stores

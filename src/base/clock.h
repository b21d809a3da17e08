// SPDX-License-Identifier: Apache-2.0
// Time comes in from outside: nothing in the engine asks the system for it.
#pragma once

#include <chrono>
#include <cstdint>

namespace reprise {

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;

// Time since the Unix epoch.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;

// Hands out the time. Safe to call from any thread.
class TimeSource {
 public:
  virtual TimePoint now() const = 0;

 protected:
  ~TimeSource() = default;
};

// Whole seconds since the Unix epoch, as sessions store them.
inline std::int64_t to_unix_seconds(TimePoint t) { return std::chrono::floor<Seconds>(t.time_since_epoch()).count(); }
inline TimePoint from_unix_seconds(std::int64_t s) {
  return TimePoint(std::chrono::duration_cast<Milliseconds>(Seconds(s)));
}

// A clock that tests move by hand. Not for use by several threads while it is moved.
class ManualClock final : public TimeSource {
 public:
  TimePoint now() const override { return now_; }
  void set(TimePoint t) { now_ = t; }
  void advance(Milliseconds d) { now_ += d; }

 private:
  TimePoint now_ = from_unix_seconds(1'700'000'000);
};

}  // namespace reprise

// SPDX-License-Identifier: Apache-2.0
// Where the application called us from: return addresses, with no symbols. Names are looked up when a report is
// written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace reprise::capi::ledger {

// Compares equal for two calls along the same way. Copied freely; owns nothing.
struct CallSite {
  static constexpr std::size_t kMaxFrames = 10;

  const char* by = nullptr;  // our function that was called, or what else happened; static storage. Null: see entry
  const void* callback = nullptr;  // the application's function that we called, when its answer is what counts
  const void* entry = nullptr;     // an address in our function that the application called; null: not known
  std::array<const void*, kMaxFrames> frames{};  // return addresses outside of this library, the innermost first
  std::uint8_t num_frames = 0;

  bool operator==(const CallSite&) const = default;
};

// The way to here. What lies between the application and this call is left out. Allocates nothing; takes some
// microseconds.
CallSite call_site(const char* by, const void* callback = nullptr);

}  // namespace reprise::capi::ledger

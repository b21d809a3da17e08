// SPDX-License-Identifier: Apache-2.0
// Errors and results as the public API has them, and its time as the engine has it.
#pragma once

#include "base/result.h"
#include "reprise/result.h"
#include "reprise/session.h"
#include "session/object/session_data.h"

namespace reprise::api {

// Of calls that have no peer.
inline v0::Error outward(const Error& error) { return {.reason = name_of(error.reason), .alert = std::nullopt}; }

// What `result` is in the public API's terms: its value becomes a T.
template <typename T, typename U>
v0::Result<T> outward(Result<U> result) {
  if (!result.ok()) return outward(result.error());
  return T(std::move(result.value()));
}

inline session::UnixSeconds inward(v0::Time time) { return time.time_since_epoch().count(); }
inline v0::Time outward(session::UnixSeconds time) { return v0::Time(std::chrono::seconds(time)); }

}  // namespace reprise::api

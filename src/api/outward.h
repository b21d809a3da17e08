// SPDX-License-Identifier: Apache-2.0
// Errors of calls that have no peer, and the public API's time as the engine has it.
#pragma once

#include "base/result.h"
#include "reprise/time.h"
#include "session/object/session_data.h"

namespace reprise::api {

// The error or result without an alert: there is nobody to hear of it.
inline Error unheard(Error error) {
  error.alert = std::nullopt;
  return error;
}
template <typename T>
Result<T> unheard(Result<T> result) {
  if (!result.ok()) return unheard(result.error());
  return result;
}

inline session::UnixSeconds inward(v0::Time time) { return time.time_since_epoch().count(); }
inline v0::Time outward(session::UnixSeconds time) { return v0::Time(std::chrono::seconds(time)); }

}  // namespace reprise::api

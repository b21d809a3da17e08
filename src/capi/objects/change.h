// SPDX-License-Identifier: Apache-2.0
// For setters that cannot say that they failed: void ones, and those whose callers do not look.
#pragma once

#include <type_traits>

#include "capi/library/guard.h"
#include "capi/objects/settings.h"

namespace reprise::capi {

// Runs `apply` on the settings of `owner`, an SSL_CTX or an SSL. Returns whether there was memory for a copy of its
// own; otherwise the error is queued and the owner is of no more use (settings_lost), since what was asked for may have
// been to verify the peer. `apply` may run more than once (ssl_ctx.h).
template <typename Owner, typename Apply>
bool change(Owner* owner, Apply apply, const char* function = __builtin_FUNCTION()) {
  const int changed = guard(
      [&]() -> Result<> {
        owner->edit(apply);
        return success();
      },
      function);
  if (changed == 0) owner->settings_lost = true;
  return changed != 0;
}

// The same for one member, of Settings or of a part that it is made of.
template <typename Owner, typename Part, typename T>
bool change(Owner* owner, T Part::*member, std::type_identity_t<T> value, const char* function = __builtin_FUNCTION()) {
  return change(owner, [&](Settings& settings) { settings.*member = value; }, function);
}

}  // namespace reprise::capi

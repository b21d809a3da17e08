// SPDX-License-Identifier: Apache-2.0
// Reasons as the public API numbers them.
#pragma once

#include "reprise/why_not_resumed.h"
#include "session/object/why_not_resumed.h"

namespace reprise::api {

#define REPRISE_SAME_WHY(name, text) \
  static_assert(int(v0::WhyNotResumed::name) == int(session::WhyNotResumed::name), #name);
REPRISE_WHY_NOT_RESUMED(REPRISE_SAME_WHY)
#undef REPRISE_SAME_WHY

inline v0::WhyNotResumed outward(session::WhyNotResumed why) { return v0::WhyNotResumed(why); }

}  // namespace reprise::api

// SPDX-License-Identifier: Apache-2.0
// What callbacks hand back, taken with care.
#pragma once

#include "base/error.h"

namespace reprise::capi {

// The alert that a callback names: a number that is none is not sent cut to another.
inline Alert given_alert(int alert) { return alert >= 0 && alert <= 255 ? Alert(alert) : Alert::internal_error; }

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// Time is handed in wherever it counts, as seconds since the Unix epoch.
#pragma once

#include <chrono>

#include "reprise/export.h"

namespace reprise::v0 {

using Time = std::chrono::sys_seconds;

// The system's.
inline Time time_now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace reprise::v0

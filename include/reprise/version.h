// SPDX-License-Identifier: Apache-2.0
// Which Reprise a program was built with, and which one it runs on.
#pragma once

#include <string_view>

#include "reprise/export.h"

// Of these headers. CMakeLists.txt reads the version of everything else from here.
#define REPRISE_VERSION_MAJOR 0
#define REPRISE_VERSION_MINOR 1
#define REPRISE_VERSION_PATCH 0
#define REPRISE_VERSION "0.1.0"
// For the preprocessor: 0x00MMmmpp of major, minor and patch.
#define REPRISE_VERSION_NUMBER (REPRISE_VERSION_MAJOR << 16 | REPRISE_VERSION_MINOR << 8 | REPRISE_VERSION_PATCH)

namespace reprise::v0 {

// The library's that runs: REPRISE_VERSION as it was built. Static storage. From any thread.
REPRISE_API std::string_view version();
// The same as REPRISE_VERSION_NUMBER.
REPRISE_API int version_number();

}  // namespace reprise::v0

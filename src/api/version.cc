// SPDX-License-Identifier: Apache-2.0
#include "reprise/version.h"

namespace reprise::v0 {

std::string_view version() { return REPRISE_VERSION; }
int version_number() { return REPRISE_VERSION_NUMBER; }

}  // namespace reprise::v0

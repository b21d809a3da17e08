// SPDX-License-Identifier: Apache-2.0
#include "reprise/bytes.h"

#include "base/secret_bytes.h"

namespace reprise::v0 {

void wipe(MutableBytes bytes) noexcept { reprise::wipe(bytes); }

}  // namespace reprise::v0

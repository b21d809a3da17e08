// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_build_cert_chain(3).
#pragma once

#include "capi/objects/ctrl_target.h"

namespace reprise::capi {

// Completes the current slot's chain from the stores. 1, 2 with errors ignored, 0 failed.
long build_chain(const CtrlTarget& target, long flags);

}  // namespace reprise::capi

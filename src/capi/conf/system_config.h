// SPDX-License-Identifier: Apache-2.0
// The system's configuration file (config(5), SSL_CTX_config(3)).
#pragma once

#include "capi/library/types.h"

namespace reprise::capi {

// Applies the section that openssl.cnf names for all contexts (system_default), if there is one. What it says wrongly
// is ignored, as a program cannot mend it.
void apply_system_config(SSL_CTX* ctx);

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
#include "capi/library/unsupported.h"

#include <openssl/err.h>

namespace reprise::capi {

void report_unsupported(const char* name) {
  ERR_new();
  ERR_set_debug(__FILE__, __LINE__, name);
  ERR_set_error(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "%s is not supported by Reprise", name);
}

}  // namespace reprise::capi

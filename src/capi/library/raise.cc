// SPDX-License-Identifier: Apache-2.0
#include "capi/library/raise.h"

#include <openssl/err.h>

#include <cstdarg>

namespace reprise::capi {

void raise(int reason, const char* function, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  ERR_new();
  ERR_set_debug(__FILE__, __LINE__, function);
  ERR_vset_error(ERR_LIB_SSL, reason, format, arguments);
  va_end(arguments);
}

}  // namespace reprise::capi

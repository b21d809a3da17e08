// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace reprise {

const char* name_of(Reason reason) {
  switch (reason) {
#define REPRISE_REASON_NAME(name) \
  case Reason::name:              \
    return #name;
    REPRISE_REASONS(REPRISE_REASON_NAME)
#undef REPRISE_REASON_NAME
  }
  return "unknown";
}

}  // namespace reprise

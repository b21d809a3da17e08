// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace reprise {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "reprise: %s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace reprise

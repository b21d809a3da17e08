// SPDX-License-Identifier: Apache-2.0
#include "session/object/why_not_resumed.h"

namespace reprise::session {

std::optional<WhyNotResumed> find_why_not_resumed(std::string_view name) {
  for (std::size_t i = 0; i < kNumWhyNotResumed; ++i) {
    if (name == name_of(WhyNotResumed(i))) return WhyNotResumed(i);
  }
  return std::nullopt;
}

}  // namespace reprise::session

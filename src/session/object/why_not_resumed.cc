// SPDX-License-Identifier: Apache-2.0
#include "session/object/why_not_resumed.h"

namespace reprise::session {

const char* name_of(WhyNotResumed why) {
  switch (why) {
#define REPRISE_WHY_NAME(name, text) \
  case WhyNotResumed::name:          \
    return #name;
    REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_NAME)
#undef REPRISE_WHY_NAME
  }
  return "unknown";
}

const char* describe(WhyNotResumed why) {
  switch (why) {
#define REPRISE_WHY_TEXT(name, text) \
  case WhyNotResumed::name:          \
    return text;
    REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_TEXT)
#undef REPRISE_WHY_TEXT
  }
  return "unknown";
}

std::optional<WhyNotResumed> find_why_not_resumed(std::string_view name) {
  for (std::size_t i = 0; i < kNumWhyNotResumed; ++i) {
    if (name == name_of(WhyNotResumed(i))) return WhyNotResumed(i);
  }
  return std::nullopt;
}

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "api/why_not_resumed.h"

namespace reprise::v0 {

std::string_view name_of(WhyNotResumed why) { return session::name_of(session::WhyNotResumed(why)); }
std::string_view describe(WhyNotResumed why) { return session::describe(session::WhyNotResumed(why)); }

}  // namespace reprise::v0

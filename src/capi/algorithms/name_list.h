// SPDX-License-Identifier: Apache-2.0
// Lists of names as the API takes them: separated by colons, spaces around a name not counted.
#pragma once

#include <string_view>
#include <vector>

namespace reprise::capi {

// The names in `text`, which they point into. "a::b" and "a:" have an empty name.
std::vector<std::string_view> split_names(std::string_view text);

}  // namespace reprise::capi

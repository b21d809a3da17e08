// SPDX-License-Identifier: Apache-2.0
// How far the searches go: `rogue_test --all` goes one message further than ./test.sh has time for.
#pragma once

#include <cstddef>

namespace reprise::rogue {

std::size_t search_depth(std::size_t usual);

}  // namespace reprise::rogue

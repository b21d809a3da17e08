// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "search_depth.h"

namespace {
bool searches_all = false;
}

std::size_t reprise::rogue::search_depth(std::size_t usual) { return searches_all ? usual + 1 : usual; }

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  searches_all = std::any_of(argv + 1, argv + argc, [](std::string_view word) { return word == "--all"; });
  return RUN_ALL_TESTS();
}

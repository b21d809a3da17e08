// SPDX-License-Identifier: Apache-2.0
#include "cli/drop_in.h"

#include <gtest/gtest.h>

namespace reprise::cli {
namespace {

const DropIn kDropIn{.library = "/usr/lib/reprise/libssl.so.3",
                     .places = {"/usr/lib/x86_64-linux-gnu/libssl.so.3", "/usr/local/lib/libssl.so.3"},
                     .made_folder = true};

TEST(DropIn, ReadsWhatItWrote) {
  const auto text = text_of(kDropIn);
  ASSERT_TRUE(text);
  EXPECT_EQ(drop_in_of(*text), kDropIn);
}

TEST(DropIn, KnowsNoTextThatSomebodyChanged) {
  const auto text = *text_of(kDropIn);
  EXPECT_FALSE(drop_in_of(text + "Nice=5\n"));
  EXPECT_FALSE(drop_in_of(text + "\n"));
  EXPECT_FALSE(drop_in_of(text.substr(0, text.size() - 1)));
  EXPECT_FALSE(drop_in_of(text.substr(1)));
  EXPECT_FALSE(drop_in_of(""));
}

// systemd would read something else: another path, a specifier, a second path.
TEST(DropIn, HoldsNoPathThatSystemdWouldReadOtherwise) {
  for (const char* path : {"lib.so", "/a b", "/a:b", "/a%h", "/a\\b", "/a\"b", "/a\nb", ""}) {
    EXPECT_FALSE(text_of({.library = path, .places = {"/x"}})) << path;
    EXPECT_FALSE(text_of({.library = "/x", .places = {path}})) << path;
  }
  EXPECT_FALSE(text_of({.library = "/x", .places = {}}));
}

}  // namespace
}  // namespace reprise::cli

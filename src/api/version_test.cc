// SPDX-License-Identifier: Apache-2.0
#include "reprise/version.h"

#include <gtest/gtest.h>

#include <string>

#include "reprise/reprise.h"  // all of it in one program

namespace {

TEST(ApiVersion, IsThatOfTheHeadersItWasBuiltFrom) {
  EXPECT_EQ(reprise::version(), REPRISE_VERSION);
  EXPECT_EQ(reprise::version_number(), REPRISE_VERSION_NUMBER);
}

TEST(ApiVersion, IsTheSameAsTextAndAsANumber) {
  const int number = reprise::version_number();
  EXPECT_EQ(reprise::version(), std::to_string(number >> 16) + "." + std::to_string(number >> 8 & 0xff) + "." +
                                    std::to_string(number & 0xff));
  EXPECT_EQ(reprise::version(), PROJECT_VERSION) << "what CMake and pkg-config say";
}

}  // namespace

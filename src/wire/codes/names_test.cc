// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "wire/codes/enums.h"

namespace reprise::wire {
namespace {

TEST(NameOf, IsTheNameOfTheRfc) {
  EXPECT_STREQ(name_of(ContentType::application_data), "application_data");
  EXPECT_STREQ(name_of(HandshakeType::new_session_ticket), "new_session_ticket");
  EXPECT_STREQ(name_of(ExtensionType::psk_key_exchange_modes), "psk_key_exchange_modes");
  EXPECT_EQ(name_of(Alert::illegal_parameter), "illegal_parameter");
}

TEST(NameOf, IsUnknownForANumberWithoutAName) {
  EXPECT_STREQ(name_of(ContentType{0}), "unknown");
  EXPECT_STREQ(name_of(HandshakeType{99}), "unknown");
  EXPECT_STREQ(name_of(ExtensionType{0x0a0a}), "unknown");
  EXPECT_EQ(name_of(Alert{255}), "unknown");
}

TEST(Grease, IsSixteenValuesAndNoOthers) {
  int num_found = 0;
  for (unsigned code = 0; code < 0x10000; ++code) num_found += is_grease(std::uint16_t(code));
  EXPECT_EQ(num_found, 16);
  EXPECT_TRUE(is_grease(0x0a0a));
  EXPECT_TRUE(is_grease(0xfafa));
  EXPECT_FALSE(is_grease(0x0a1a));
}

}  // namespace
}  // namespace reprise::wire

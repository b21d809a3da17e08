// SPDX-License-Identifier: Apache-2.0
#include "record/first_bytes.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace reprise::record {
namespace {

Result<> check(std::string_view text) { return check_first_bytes(bytes_of(text).first<5>()); }

TEST(FirstBytes, TakesAnyRecordOfMajorVersionThree) {
  EXPECT_TRUE(check({"\x16\x03\x01\x02\x00", 5}).ok());
  EXPECT_TRUE(check({"\x16\x03\xff\x02\x00", 5}).ok());
}

TEST(FirstBytes, KnowsHttpAndSaysNothingToThePeer) {
  for (const char* text : {"GET /", "POST ", "HEAD ", "PUT /"}) {
    const auto result = check(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().reason, Reason::http_request) << text;
    EXPECT_FALSE(result.error().alert.has_value()) << text;
  }
  EXPECT_EQ(check("CONNECT").error().reason, Reason::https_proxy_request);
}

TEST(FirstBytes, RefusesOtherProtocolsSilently) {
  for (const char* text : {"SSH-2.0", "220 smtp", "HTTP/1.1"}) {
    const auto result = check(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().reason, Reason::wrong_version_number) << text;
    EXPECT_FALSE(result.error().alert.has_value()) << text;
  }
}

}  // namespace
}  // namespace reprise::record

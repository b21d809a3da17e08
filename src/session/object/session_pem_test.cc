// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_pem.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

namespace reprise::session {
namespace {

TEST(SessionPem, GivesBackTheBytesThatItWasMadeOf) {
  const auto pem = session_pem(bytes_of("any bytes"));
  ASSERT_TRUE(pem.ok());
  const auto der = session_der_in_pem(text_of(pem.value().bytes()));
  ASSERT_TRUE(der.ok());
  EXPECT_EQ(text_of(der.value().bytes()), "any bytes");
}

TEST(SessionPem, FindsTheSessionAmongOtherBlocks) {
  const auto pem = session_pem(bytes_of("any bytes"));
  const std::string other = "-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----\n";
  const auto der = session_der_in_pem("words\n" + other + std::string(text_of(pem.value().bytes())));
  ASSERT_TRUE(der.ok());
  EXPECT_EQ(text_of(der.value().bytes()), "any bytes");
}

TEST(SessionPem, LeavesTheErrorQueueAlone) {
  ERR_clear_error();
  EXPECT_EQ(session_der_in_pem("no session").error().reason, Reason::pem_library);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace reprise::session

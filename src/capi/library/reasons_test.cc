// SPDX-License-Identifier: Apache-2.0
#include "capi/library/reasons.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <gtest/gtest.h>

#include "capi/library/guard.h"
#include "capi/library/initialise.h"

namespace reprise::capi {
namespace {

TEST(Reasons, EachHasACodeWithAText) {
  ASSERT_TRUE(initialise());
#define REPRISE_EXPECT_TEXT(name) \
  EXPECT_NE(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, ssl_reason(Reason::name))), nullptr) << #name;
  REPRISE_REASONS(REPRISE_EXPECT_TEXT)
#undef REPRISE_EXPECT_TEXT
}

TEST(Reasons, ReadAsProgramsExpect) {
  ASSERT_TRUE(initialise());
  const auto text = [](int code) { return std::string(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, code))); };
  EXPECT_EQ(text(SSL_R_NO_SHARED_CIPHER), "no shared cipher");
  EXPECT_EQ(text(SSL_R_CERTIFICATE_VERIFY_FAILED), "certificate verify failed");
  EXPECT_EQ(text(SSL_R_UNEXPECTED_EOF_WHILE_READING), "unexpected eof while reading");
  EXPECT_EQ(text(SSL_R_WRONG_VERSION_NUMBER), "wrong version number");
  EXPECT_EQ(text(SSL_R_HTTP_REQUEST), "http request");
  EXPECT_EQ(text(ssl_reason_of_alert(48)), "tlsv1 alert unknown ca");
  EXPECT_EQ(text(ssl_reason_of_alert(116)), "tlsv13 alert certificate required");
}

TEST(Report, LeavesReasonAndPlaceOnTheErrorQueue) {
  ERR_clear_error();
  report(fail(Alert::decode_error, Reason::length_mismatch, "place.cc", 7), "SSL_example");
  const char* file = nullptr;
  const char* function = nullptr;
  int line = 0;
  const auto code = ERR_get_error_all(&file, &line, &function, nullptr, nullptr);
  EXPECT_EQ(ERR_GET_LIB(code), ERR_LIB_SSL);
  EXPECT_EQ(ERR_GET_REASON(code), SSL_R_LENGTH_MISMATCH);
  EXPECT_STREQ(file, "place.cc");
  EXPECT_STREQ(function, "SSL_example");
  EXPECT_EQ(line, 7);
  EXPECT_EQ(ERR_get_error(), 0u);
}

TEST(Report, NamesTheAlertThatThePeerSent) {
  ERR_clear_error();
  report(fail(Alert::unknown_ca, Reason::peer_sent_alert), "SSL_read");
  const char* data = nullptr;
  int flags = 0;
  const auto code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags);
  EXPECT_EQ(ERR_GET_REASON(code), SSL_R_TLSV1_ALERT_UNKNOWN_CA);
  EXPECT_STREQ(data, "SSL alert number 48");
}

TEST(Guard, TurnsAResultIntoOneOrZero) {
  ERR_clear_error();
  EXPECT_EQ(guard([]() -> Result<> { return success(); }), 1);
  EXPECT_EQ(ERR_peek_error(), 0u);
  EXPECT_EQ(guard([]() -> Result<> { return fail_silently(Reason::bad_value); }), 0);
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), SSL_R_BAD_VALUE);
}

TEST(Guard, ReportsThatMemoryRanOut) {
  ERR_clear_error();
  EXPECT_EQ(guard([]() -> Result<> { throw std::bad_alloc(); }), 0);
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), ERR_R_MALLOC_FAILURE);
}

}  // namespace
}  // namespace reprise::capi

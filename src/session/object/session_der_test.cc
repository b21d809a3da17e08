// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_der.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "crypto/algorithms.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

// DER as text, written out field by field.
std::string element(unsigned tag, const std::string& contents) {
  std::string out(1, char(tag));
  const std::size_t n = contents.size();
  if (n >= 0x100) {
    out += {char(0x82), char(n >> 8)};
  } else if (n >= 0x80) {
    out += char(0x81);
  }
  return out + char(n) + contents;
}
std::string integer(const std::string& contents) { return element(0x02, contents); }
std::string octets(const std::string& contents) { return element(0x04, contents); }
std::string field(unsigned number, const std::string& inside) { return element(0xa0 | number, inside); }
std::string hex(const char* digits) {
  std::string out;
  for (; *digits != 0; digits += 2) out += char(std::stoi(std::string(digits, 2), nullptr, 16));
  return out;
}

struct Parts {
  std::string structure_version = integer("\1");
  std::string version = integer("\3\3");
  std::string cipher = octets("\xc0\x2f");
  std::string session_id = octets("id");
  std::string secret = octets("secret");
  std::string key_arg{};
  std::string time = field(1, integer(hex("6553f100")));  // kNow
  std::string timeout = field(2, integer(hex("012c")));   // 300 s
  std::string peer{};
  std::string context = field(4, octets(""));
  std::string before_group{};  // fields 5 to 18
  std::string group = field(19, integer(std::string(1, '\0')));
  std::string after_group{};

  std::string der() const {
    return element(0x30, structure_version + version + cipher + session_id + secret + key_arg + time + timeout + peer +
                             context + before_group + group + after_group);
  }
};

class SessionDer : public testing::Test {
 protected:
  Result<DecodedSession> decode(std::string_view der) { return decode_session(bytes_of(der), certificates_, kNow); }
  Ref<Session> decoded(const Parts& parts) {
    auto result = decode(parts.der());
    EXPECT_TRUE(result.ok());
    return result.ok() ? std::move(result.value().session) : nullptr;
  }
  static std::string encoded(const Session& session) {
    ByteVector out;
    EXPECT_TRUE(encode_session(session, out).ok());
    EXPECT_EQ(out.size(), encoded_session_len(session));
    return std::string(text_of(out));
  }
  void expect_round_trip(const Parts& parts) {
    const auto session = decoded(parts);
    ASSERT_TRUE(session);
    EXPECT_EQ(encoded(*session), parts.der());
  }
  void expect_refused(const Parts& parts, Reason reason = Reason::bad_data) {
    const auto result = decode(parts.der());
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().reason, reason);
  }

  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
};

TEST_F(SessionDer, ReadsWhatItMustHave) {
  const auto session = decoded({});
  ASSERT_TRUE(session);
  const SessionData& data = session->data();
  EXPECT_EQ(data.version(), 0x0303);
  EXPECT_EQ(data.cipher_suite(), 0xc02f);
  EXPECT_EQ(text_of(data.session_id()), "id");
  EXPECT_EQ(text_of(data.secret()), "secret");
  EXPECT_EQ(session->time(), kNow);
  EXPECT_EQ(session->timeout_s(), 300);
  EXPECT_EQ(data.verify_result(), 0);
  EXPECT_EQ(data.hostname().data(), nullptr);
  EXPECT_EQ(data.ticket().data(), nullptr);
  EXPECT_FALSE(session->not_resumable());
}

TEST_F(SessionDer, WritesBackEveryFieldItReads) {
  expect_round_trip({});
  expect_round_trip({.context = field(4, octets(std::string(32, 'c')))});
  for (const auto& [number, contents] : std::vector<std::pair<unsigned, std::string>>{
           {5, integer("\x14")},
           {5, integer(hex("80000000"))},
           {6, octets("example.org")},
           {6, octets("")},
           {7, octets("hint")},
           {8, octets(std::string(257, 'i'))},
           {9, integer(hex("010000000000"))},
           {10, octets("ticket")},
           {10, octets("")},
           {11, octets("\1")},
           {12, octets("user")},
           {13, integer("\1")},
           {13, integer(hex("0080000000"))},
           {14, integer(hex("00ffffffff"))},
           {15, integer(hex("4000"))},
           {16, octets("h2")},
           {16, octets("")},
           {17, integer("\2")},
           {18, octets("appdata")},
           {18, octets("")}}) {
    expect_round_trip({.before_group = field(number, contents)});
  }
  expect_round_trip({.group = field(19, integer("\x1d"))});
  expect_round_trip({.after_group = field(20, octets("key"))});
  for (const std::size_t size : {16, 36}) expect_round_trip({.key_arg = element(0x80, std::string(size, 't'))});
  expect_round_trip({.secret = octets(std::string(512, 's'))});
  expect_round_trip({.secret = octets("")});
  expect_round_trip({.time = field(1, integer("\xfb")), .timeout = field(2, integer("\xf9"))});
  expect_round_trip(
      {.time = field(1, integer(hex("7fffffffffffffff"))), .timeout = field(2, integer(hex("7fffffffffffffff")))});
}

TEST_F(SessionDer, WritesWhatOpenSslWritesForFieldsLeftOut) {
  const Parts all;
  EXPECT_EQ(encoded(*decoded({.context = ""})), all.der());
  EXPECT_EQ(encoded(*decoded({.group = ""})), all.der());
  for (const std::size_t size : {0, 3, 15, 17, 35, 37}) {
    EXPECT_EQ(encoded(*decoded({.key_arg = element(0x80, std::string(size, 'k'))})), all.der());
  }
  EXPECT_EQ(encoded(*decoded({.before_group = field(5, integer(std::string(1, '\0')))})), all.der());
  EXPECT_EQ(encoded(*decoded({.before_group = field(11, octets(std::string(1, '\0')))})), all.der());
}

TEST_F(SessionDer, GivesASessionWithoutTimesNowAndThreeSeconds) {
  for (const std::string& zero : {std::string(), integer(std::string(1, '\0'))}) {
    const auto session =
        decoded({.time = zero.empty() ? "" : field(1, zero), .timeout = zero.empty() ? "" : field(2, zero)});
    EXPECT_EQ(session->time(), kNow);
    EXPECT_EQ(session->timeout_s(), 3);
  }
}

TEST_F(SessionDer, CutsTextsAtAZeroByte) {
  const auto session = decoded({.before_group = field(6, octets(std::string("ab\0cd", 5)))});
  EXPECT_EQ(session->data().hostname(), "ab");
}

TEST_F(SessionDer, KeepsTheLowBitsOfFlagsAndFragmentMode) {
  EXPECT_EQ(decoded({.before_group = field(13, integer(hex("0100000001")))})->data().flags(), 1u);
  EXPECT_EQ(decoded({.before_group = field(17, integer(hex("012c")))})->data().max_fragment_mode(), 44);
}

TEST_F(SessionDer, KeepsTheTimeOfTheFullHandshakeAmongTheFlags) {
  const auto session = decoded({.before_group = field(13, integer(hex("32af1201")))});
  EXPECT_EQ(session->data().flags(), 1u);
  EXPECT_EQ(session->data().origin_time(), 0x32af12 * 512);
  expect_round_trip({.before_group = field(13, integer(hex("32af1201")))});
  session->edit([](SessionFields& f) { f.origin_time -= 511; });
  EXPECT_EQ(encoded(*session), Parts({.before_group = field(13, integer(hex("32af1201")))}).der())
      << "no chain ends sooner than was announced";
}

TEST_F(SessionDer, ReadsVersionsOfTlsAndDtls) {
  EXPECT_EQ(decoded({.version = integer("\3\4")})->data().version(), 0x0304);
  EXPECT_EQ(decoded({.version = integer(hex("00feff"))})->data().version(), 0xfeff);
  EXPECT_EQ(decoded({.version = integer(std::string("\1\0", 2))})->data().version(), 0x0100);
}

TEST_F(SessionDer, LooksNoFurtherThanItsEnd) {
  const std::string der = Parts{}.der();
  const auto result = decode(der + "xyz");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().consumed, der.size());
}

TEST_F(SessionDer, RefusesWhatOpenSslRefuses) {
  expect_refused({.structure_version = integer("\2")});
  expect_refused({.version = integer("\2")}, Reason::unsupported_protocol);
  expect_refused({.version = integer(std::string("\4\0", 2))}, Reason::unsupported_protocol);
  expect_refused({.version = integer("\xff")}, Reason::unsupported_protocol);
  expect_refused({.cipher = octets(std::string(2, '\0'))}, Reason::unknown_cipher_returned);
  expect_refused({.cipher = octets("\xc0")});
  expect_refused({.cipher = octets("\xc0\x2f\x30")});
  expect_refused({.session_id = octets(std::string(33, 'i'))});
  expect_refused({.secret = octets(std::string(513, 's'))});
  expect_refused({.time = field(1, integer(hex("008000000000000000")))});
  expect_refused({.time = field(1, integer(hex("0001")))});
  expect_refused({.time = field(1, "")});
  expect_refused({.time = field(1, integer("\5") + integer("\6"))});
  expect_refused({.time = field(2, integer("\5")), .timeout = field(1, integer("\5"))});
  expect_refused({.peer = field(3, element(0x05, ""))});
  expect_refused({.context = field(4, octets(std::string(33, 'c')))});
  for (const auto& [number, contents] : std::vector<std::pair<unsigned, std::string>>{{5, integer(hex("0080000000"))},
                                                                                      {9, integer("\xff")},
                                                                                      {11, octets("")},
                                                                                      {11, octets("\1\2")},
                                                                                      {13, integer("\xff")},
                                                                                      {14, integer(hex("0100000000"))},
                                                                                      {14, integer("\xff")}}) {
    expect_refused({.before_group = field(number, contents)});
  }
  expect_refused({.after_group = integer("\5")});
}

TEST_F(SessionDer, RefusesLengthsThatAreNotTheShortest) {
  const std::string der = Parts{}.der();
  EXPECT_FALSE(decode("\x30\x81" + der.substr(1)).ok());
  EXPECT_FALSE(decode(hex("3080") + der.substr(2) + hex("0000")).ok());
  const std::string longer = Parts{.secret = octets(std::string(100, 's'))}.der();
  ASSERT_EQ(longer.substr(0, 2), hex("3081"));
  ASSERT_TRUE(decode(longer).ok());
  EXPECT_FALSE(decode(hex("308200") + longer.substr(2)).ok());
  // In so many bytes that the first of them is shifted out of the number.
  EXPECT_FALSE(decode(hex("3089010000000000") + hex("0000") + longer.substr(2)).ok());
}

TEST_F(SessionDer, RefusesFieldsThatHoldAnythingElseOrMore) {
  const std::string nothing = element(0x05, "");
  for (unsigned number = 1; number <= 20; ++number) {
    const bool octet_string = number == 4 || (number >= 6 && number <= 8) || number == 10 || number == 11 ||
                              number == 12 || number == 16 || number == 18 || number == 20;
    const std::string good = number == 3 ? element(0x30, "") : octet_string ? octets("x") : integer("\1");
    for (const auto& inside : {good, nothing, good + nothing}) {
      Parts parts;
      parts.group = "";
      (number == 1   ? parts.time
       : number == 2 ? parts.timeout
       : number == 3 ? parts.peer
       : number == 4 ? parts.context
                     : parts.before_group) = field(number, inside);
      EXPECT_EQ(decode(parts.der()).ok(), inside == good) << number;
    }
  }
}

TEST_F(SessionDer, RefusesNumbersWithoutAByte) {
  expect_refused({.timeout = field(2, integer(""))});
}

TEST_F(SessionDer, RefusesEveryTruncation) {
  const std::string der = Parts{.before_group = field(10, octets("ticket"))}.der();
  for (std::size_t n = 0; n < der.size(); ++n) EXPECT_FALSE(decode(der.substr(0, n)).ok()) << n;
  const std::string longer = Parts{.before_group = field(10, octets(std::string(300, 't')))}.der();
  for (std::size_t n = 0; n < longer.size(); ++n) EXPECT_FALSE(decode(longer.substr(0, n)).ok()) << n;
}

TEST_F(SessionDer, IsNotWrittenWithoutACipherSuite) {
  const auto session = session_with_id("id");
  session->edit([](SessionFields& f) { f.cipher_suite = 0; });
  ByteVector out;
  EXPECT_FALSE(encode_session(*session, out).ok());
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(encoded_session_len(*session), 0u);
}

TEST_F(SessionDer, SharesTheCertificateOfAPeerItKnows) {
  const Parts parts{.peer = field(3, element(0x30, "not looked into"))};
  const auto one = decoded(parts);
  const auto two = decoded(parts);
  ASSERT_NE(one->data().peer(), nullptr);
  EXPECT_EQ(one->data().peer(), two->data().peer());
  EXPECT_EQ(encoded(*one), parts.der());
}

// Sessions that OpenSSL 3.0 wrote.
TEST_F(SessionDer, WritesFilesOfOpenSslBackByteForByte) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(REPRISE_TEST_DATA "/sessions")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string der((std::istreambuf_iterator<char>(file)), {});
    auto result = decode(der);
    ASSERT_TRUE(result.ok()) << entry.path();
    EXPECT_EQ(result.value().consumed, der.size());
    EXPECT_EQ(encoded(*result.value().session), der) << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 6u);
}

TEST_F(SessionDer, ReadsAFileOfOpenSsl) {
  std::ifstream file(REPRISE_TEST_DATA "/sessions/tls13_early_max.der", std::ios::binary);
  const std::string der((std::istreambuf_iterator<char>(file)), {});
  auto result = decode(der);
  ASSERT_TRUE(result.ok());
  const Session& session = *result.value().session;
  EXPECT_EQ(session->version(), 0x0304);
  EXPECT_EQ(session->cipher_suite(), 0x1302);
  EXPECT_EQ(session->secret().size(), 48u);
  EXPECT_EQ(session->hostname(), "localhost");
  EXPECT_EQ(session->verify_result(), 21);
  EXPECT_EQ(session->lifetime_hint(), 7200u);
  EXPECT_EQ(session->ticket().size(), 32u);
  EXPECT_EQ(session->age_add(), 0x55627153u);
  EXPECT_EQ(session->max_early_data(), 0x7fffffffu);
  EXPECT_EQ(session->kex_group(), 29);
  ASSERT_NE(session->peer(), nullptr);
  EXPECT_TRUE(session->peer()->x509().ok());
  EXPECT_EQ(session.timeout_s(), 7200);
}

}  // namespace
}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_pem.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
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

// Runs where no terminal can be asked, and leaves a line on standard input that somebody else is to read.
bool leaves_standard_input_alone(std::string_view pem) {
  std::array<int, 2> input{};
  if (::pipe(input.data()) != 0) return false;
  constexpr std::string_view kLine = "a line\n";
  if (::write(input[1], kLine.data(), kLine.size()) != ssize_t(kLine.size())) return false;
  ::close(input[1]);
  ::setsid();
  ::dup2(input[0], STDIN_FILENO);
  if (session_der_in_pem(pem).ok()) return false;
  std::array<char, 20> left{};
  return ::read(STDIN_FILENO, left.data(), left.size()) == ssize_t(kLine.size());
}

TEST(SessionPem, AsksNobodyForThePassphraseOfAnEncryptedBlock) {
  const std::string pem =
      "-----BEGIN SSL SESSION PARAMETERS-----\n"
      "Proc-Type: 4,ENCRYPTED\n"
      "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n\n" +
      std::string(43, 'A') + "=\n-----END SSL SESSION PARAMETERS-----\n";
  const pid_t child = ::fork();
  if (child == 0) ::_exit(leaves_standard_input_alone(pem) ? 0 : 1);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(SessionPem, LeavesTheErrorQueueAlone) {
  ERR_clear_error();
  EXPECT_EQ(session_der_in_pem("no session").error().reason, Reason::pem_library);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
// Handshakes in which libcrypto fails once: for every call that an honest handshake makes there is one in which that
// call fails. The end that made the call ends there, with an alert, and nobody is let in.
#include <gtest/gtest.h>

#include <string_view>

#include "../garbage/scenario.h"
#include "failing_libcrypto.h"

namespace reprise::failure {
namespace {

using garbage::Scenario;
using handshake::Role;

// Fails one call, and remembers at which end.
class FailingOnce final : public garbage::Watcher {
 public:
  explicit FailingOnce(unsigned nth) : failing_(nth) {}
  void begins(Role) override { failing_.in_force(true); }
  void ended(Role role, bool failed) override {
    failing_.in_force(false);
    if (failing_.failed() == nullptr || role_) return;
    role_ = role;
    at_once_ = failed;
  }

  const char* failed() const { return failing_.failed(); }
  Role role() const { return *role_; }
  // Whether that end did not go on after the call.
  bool at_once() const { return at_once_; }

 private:
  FailingLibcrypto failing_;
  std::optional<Role> role_;
  bool at_once_ = false;
};

class Libcrypto : public testing::TestWithParam<Scenario> {};

TEST_P(Libcrypto, EndsTheHandshakeOfWhoeverSeesItFail) {
  garbage::messages_of(GetParam());  // the honest run fills what is kept from one handshake to the next
  for (unsigned nth = 1;; ++nth) {
    FailingOnce failing(nth);
    const auto outcome = garbage::run(GetParam(), nullptr, nullptr, &failing);
    if (failing.failed() == nullptr) {
      EXPECT_TRUE(outcome.complete);
      EXPECT_GT(nth, 100u);
      break;
    }
    SCOPED_TRACE(std::string(failing.failed()) + ", call " + std::to_string(nth) + " of the two ends");
    if (outcome.complete) {
      EXPECT_TRUE(may_be_done_without(failing.failed()));
      continue;
    }
    // A hash remembers that it failed, and says so when it is asked.
    EXPECT_TRUE(failing.at_once() || std::string_view(failing.failed()) == "EVP_DigestUpdate");
    const auto& error = outcome.error_of(failing.role());
    EXPECT_TRUE(error && tells_of(error->alert, failing.failed()));
  }
}

INSTANTIATE_TEST_SUITE_P(, Libcrypto, testing::ValuesIn(garbage::kScenarios),
                         [](const auto& info) { return garbage::name_of(info.param); });

}  // namespace
}  // namespace reprise::failure

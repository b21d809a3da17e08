// SPDX-License-Identifier: Apache-2.0
// What seals sessions makes no key, no ticket and no session out of a libcrypto that fails.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "../garbage/unpooled_random.h"
#include "failing_libcrypto.h"
#include "session/client/store_sealer.h"
#include "session/tickets/rfc5077_keys.h"
#include "session/tickets/ticket.h"
#include "support/crypto/inputs.h"
#include "support/session/sessions.h"

namespace reprise::failure {
namespace {

using session::kNow;

constexpr session::ScopeHash kScope{1, 2, 3};
constexpr std::int64_t kHour_s = 3600;

class Sealers : public testing::Test {
 protected:
  // `does`, given what `prepare` made, succeeds as long as no call fails, and never when one did. It gives what it has
  // sealed to `sealed`, which wants it only when no call has failed so far.
  template <typename Prepare, typename Does>
  static void expect_all_needed(Prepare prepare, Does does) {
    for (unsigned nth = 1;; ++nth) {
      auto prepared = prepare();
      FailingLibcrypto failing(nth);
      failing.in_force(true);
      const auto sealed = [&](const auto& result) {
        EXPECT_TRUE(!result.ok() || failing.failed() == nullptr || is_told_later(failing.failed())) << nth;
        return result.ok();
      };
      const bool done = does(prepared, sealed);
      failing.in_force(false);
      if (failing.failed() == nullptr) {
        EXPECT_TRUE(done);
        EXPECT_GT(nth, 10u);
        return;
      }
      EXPECT_FALSE(done && !is_told_later(failing.failed())) << failing.failed() << nth;
    }
  }
  // The hash of a later key says so when it is asked.
  static bool is_told_later(std::string_view function) { return function == "EVP_DigestUpdate"; }
  Ref<session::Session> some_session() {
    static const ByteVector der = crypto::der_of(crypto::new_certificate(crypto::new_key("ED25519").get()).get());
    const auto peer = std::move(certificates_.intern(der).value());
    auto fields = session::fields_with_id("id");
    fields.peer = peer.get();
    return session::Session::create(session::SessionData::make(fields), kNow, 2 * kHour_s);
  }
  std::unique_ptr<session::TicketSealer> sealer() {
    const session::TicketOptions options{.rotation = Seconds(kHour_s), .overlap = Seconds(kHour_s), .max_bytes = 64};
    return std::make_unique<session::TicketSealer>(algorithms_.share(), random_, certificates_, options);
  }
  template <typename Sealed>
  static bool goes_round(session::TicketSealer& sealer, const session::Session& session, session::UnixSeconds now,
                         Sealed sealed) {
    const auto ticket = sealer.seal(session, kScope, now);
    return sealed(ticket) && sealer.open(ticket.value().bytes, kScope, now).session;
  }

  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
  garbage::UnpooledRandom random_;
  Ref<session::Session> session_ = some_session();
};

TEST_F(Sealers, OfTicketsNeedAllOfTheirFirstKeys) {
  expect_all_needed([&] { return sealer(); },
                    [&](auto& fresh, auto sealed) { return goes_round(*fresh, *session_, kNow, sealed); });
}

TEST_F(Sealers, OfTicketsNeedAllOfTheirLaterKeys) {
  const auto used = [&] {
    auto prepared = sealer();
    EXPECT_TRUE(prepared->prepare(kNow).ok());
    return prepared;
  };
  expect_all_needed(used, [&](auto& prepared, auto sealed) {
    return goes_round(*prepared, *session_, kNow + kHour_s, sealed);
  });
}

TEST_F(Sealers, OfTicketsAreNotPreparedWithoutTheirFirstKeys) {
  expect_all_needed([&] { return sealer(); }, [&](auto& fresh, auto) { return fresh->prepare(kNow).ok(); });
}

TEST_F(Sealers, OfTicketsUnderKeysOfTheProgramNeedAllOfThem) {
  const std::string text(session::kRfc5077KeysLen, 'k');
  expect_all_needed([] { return 0; }, [&](int, auto sealed) {
    const auto keys = session::Rfc5077Keys::create(algorithms_.share(), random_, certificates_, bytes_of(text));
    if (!keys.ok()) return false;
    const auto ticket = keys.value()->seal(*session_, kNow);
    return sealed(ticket) && keys.value()->open(ticket.value().bytes, kNow).session;
  });
}

TEST_F(Sealers, OfStoresNeedAllOfTheirKeys) {
  const std::string secret(session::kStoreSecretLen, 's');
  expect_all_needed([] { return 0; }, [&](int, auto sealed) {
    const auto made = session::StoreSealer::create(algorithms_.share(), random_, bytes_of(secret));
    if (!made.ok()) return false;
    const auto name = made.value()->name(bytes_of("about"));
    if (!name.ok()) return false;
    const auto value = made.value()->seal(name.value(), bytes_of("plaintext"));
    return sealed(value) && made.value()->open(name.value(), value.value());
  });
}

}  // namespace
}  // namespace reprise::failure

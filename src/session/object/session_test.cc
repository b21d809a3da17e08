// SPDX-License-Identifier: Apache-2.0
#include "session/object/session.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

TEST(Session, SharesItsBodyWithItsDuplicate) {
  const auto session = session_with_id("id");
  session->mark_not_resumable();
  const auto copy = session->duplicate();
  EXPECT_EQ(&session->data(), &copy->data());
  EXPECT_EQ(copy->time(), kNow);
  EXPECT_EQ(copy->timeout_s(), 300);
  EXPECT_TRUE(copy->not_resumable());
  EXPECT_EQ(copy->ref_count(), 1u);
}

TEST(Session, LeavesItsDuplicateAsItWasWhenItIsEdited) {
  const auto session = session_with_id("id");
  const auto copy = session->duplicate();
  session->edit([](SessionFields& f) { f.session_id = bytes_of("di"); });
  EXPECT_EQ(text_of(session->data().session_id()), "di");
  EXPECT_EQ(text_of(copy->data().session_id()), "id");
}

TEST(Session, IsEditedInPlaceWhileOnlyItsOwnerSeesIt) {
  const auto session = session_with_id("id");
  const SessionData* before = &session->data();
  session->edit([](SessionFields& f) {
    f.session_id = bytes_of("di");
    f.cipher_suite = 0x1301;
  });
  EXPECT_EQ(&session->data(), before);
  EXPECT_EQ(text_of(before->session_id()), "di");
  EXPECT_EQ(before->cipher_suite(), 0x1301);
}

TEST(Session, IsNeverEditedInPlaceOncePublished) {
  const auto session = session_with_id("id");
  session->publish();
  const SessionData* before = &session->data();
  session->edit([](SessionFields& f) { f.session_id = bytes_of("di"); });
  EXPECT_NE(&session->data(), before);
  EXPECT_EQ(text_of(session->data().session_id()), "di");
}

TEST(Session, KeepsViewsValidThroughEdits) {
  const auto session = session_with_id("id");
  session->edit([](SessionFields& f) { f.hostname = "example.org"; });
  const Bytes hostname = session->lend(Lent::hostname);
  for (int i = 0; i < 100; ++i) {
    const std::string other(std::size_t(i), 'x');
    session->edit([&](SessionFields& f) { f.alpn = bytes_of(other); });
    EXPECT_EQ(session->lend(Lent::hostname).data(), hostname.data()) << "one place, as long as it is not set";
  }
  EXPECT_EQ(text_of(hostname), "example.org");
  session->edit([](SessionFields& f) { f.hostname = "other.example"; });
  EXPECT_EQ(text_of(session->lend(Lent::hostname)), "other.example");
}

std::string of_length(int n) { return std::string(std::size_t(n % 50), 'x'); }

TEST(Session, KeepsNoBodyThatNothingIsLentFrom) {
  const auto session = session_with_id("id");
  session->publish();
  session->edit([](SessionFields& f) { f.alpn = bytes_of(of_length(49)); });
  const std::size_t size = session->heap_bytes();
  for (int i = 0; i < 1000; ++i) session->edit([i](SessionFields& f) { f.alpn = bytes_of(of_length(i)); });
  EXPECT_LE(session->heap_bytes(), size);
}

TEST(Session, KeepsAtMostOneBodyForEachThingLent) {
  const auto session = session_with_id("id");
  session->publish();
  session->edit([](SessionFields& f) { f.hostname = "example.org"; });
  const std::size_t size = session->heap_bytes();
  for (int i = 0; i < 1000; ++i) {
    session->edit([i](SessionFields& f) { f.alpn = bytes_of(of_length(i)); });
    for (int what = 0; what <= int(Lent::ticket_appdata); ++what) session->lend(Lent(what));
  }
  EXPECT_LE(session->heap_bytes(), 10 * (size + 100));
}

TEST(Session, KeepsTheLastFewBodiesForReadersInOtherThreads) {
  const auto session = session_with_id("id");
  const auto other_owner = session.share();
  const SessionData& read_elsewhere = session->data();
  const std::size_t size = session->heap_bytes();
  for (std::size_t i = 0; i < Session::kReadersEdits; ++i) {
    session->edit([i](SessionFields& f) { f.alpn = bytes_of(of_length(int(i))); });
  }
  EXPECT_EQ(text_of(read_elsewhere.session_id()), "id");
  for (int i = 0; i < 1000; ++i) session->edit([i](SessionFields& f) { f.alpn = bytes_of(of_length(i)); });
  EXPECT_LE(session->heap_bytes(), (Session::kReadersEdits + 1) * (size + 100));
}

TEST(Session, WipesTheSecretOfABodyThatOnlyLends) {
  const auto session = session_with_id("id");
  session->publish();
  const SessionData& before = session->data();
  const std::uint8_t* secret = before.secret().data();
  session->lend(Lent::session_id);
  session->edit([](SessionFields& f) { f.secret = bytes_of("another"); });
  EXPECT_EQ(text_of(session->lend(Lent::session_id)), "id");
  EXPECT_EQ(*secret, 0);
  EXPECT_EQ(text_of(session->data().secret()), "another");
}

TEST(Session, LosesNoEditOfTwoThreads) {
  const auto session = session_with_id("id");
  session->publish();
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&session] {
      for (int i = 0; i < 500; ++i) session->edit([](SessionFields& f) { ++f.max_early_data; });
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(session->data().max_early_data(), 1000u);
}

TEST(Session, IsStillGoodInTheLastSecondOfItsTimeout) {
  const auto session = session_with_id("id", 300);
  EXPECT_FALSE(session->expired(kNow + 300));
  EXPECT_TRUE(session->expired(kNow + 301));
}

TEST(Session, NeverExpiresWhenItsTimeoutIsMoreThanFits) {
  const auto session = session_with_id("id", kNever - 1);
  EXPECT_EQ(session->good_until(), kNever);
  EXPECT_FALSE(session->expired(kNever));
  session->set_time(std::numeric_limits<UnixSeconds>::min());
  session->set_timeout_s(-1);
  EXPECT_TRUE(session->expired(0));
}

TEST(Session, IsResumableWithAnIdOrATicketUntilMarked) {
  const auto session = session_with_id("");
  EXPECT_FALSE(session->is_resumable());
  session->edit([](SessionFields& f) { f.ticket = bytes_of("t"); });
  EXPECT_TRUE(session->is_resumable());
  session->mark_not_resumable();
  EXPECT_FALSE(session->is_resumable());
}

struct Seen {
  int last_releases = 0;
  std::string id;
  Ref<Session> kept;
  bool keep = false;
};

const SessionHooks kHooks{
    .last_release =
        [](Session& session, void* user) {
          auto& seen = *static_cast<Seen*>(user);
          ++seen.last_releases;
          seen.id = text_of(session.data().session_id());
          const auto again = Ref<Session>::sharing(&session);  // as a program's free function may
          if (seen.keep) seen.kept = again.share();
        },
};

TEST(Session, TellsItsHookOfTheLastReleaseWhileItIsWhole) {
  Seen seen;
  auto session = session_with_id("id");
  EXPECT_TRUE(session->claim_user(&seen, kHooks));
  EXPECT_FALSE(session->claim_user(&seen, kHooks));
  auto other = session.share();
  session = nullptr;
  EXPECT_EQ(seen.last_releases, 0);
  other = nullptr;
  EXPECT_EQ(seen.last_releases, 1);
  EXPECT_EQ(seen.id, "id");
}

TEST(Session, LivesOnWhenItsHookKeepsAReference) {
  Seen seen;
  seen.keep = true;
  auto session = session_with_id("id");
  session->claim_user(&seen, kHooks);
  session = nullptr;
  ASSERT_TRUE(seen.kept);
  EXPECT_EQ(text_of(seen.kept->data().session_id()), "id");
  EXPECT_EQ(seen.kept->ref_count(), 1u);
  seen.keep = false;
  seen.kept = nullptr;
  EXPECT_EQ(seen.last_releases, 2);
}

TEST(Session, HollowKeepsNothingButItsAddress) {
  const auto session = session_with_id("id");
  const auto body = session->share_data();
  session->edit([](SessionFields& fields) { fields.compression = 1; });  // keeps the body it replaces
  session->hollow(SessionData::make({}));
  EXPECT_TRUE(body->unique());
  EXPECT_TRUE(session->data().session_id().empty());
}

}  // namespace
}  // namespace reprise::session

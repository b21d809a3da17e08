// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/book.h"

#include <gtest/gtest.h>

#include "capi/ledger/report.h"

namespace reprise::capi::ledger {
namespace {

using session::Session;
using session::SessionData;

const int kPlaces[8] = {};  // addresses to call from

CallSite site(const char* by, int place) {
  CallSite made{.by = by};
  made.frames[made.num_frames++] = &kPlaces[place];
  return made;
}

const CallSite kGet1 = site("SSL_get1_session", 1);
const CallSite kUpRef = site("SSL_SESSION_up_ref", 2);
const CallSite kFree = site("SSL_SESSION_free", 3);
const CallSite kFreeAgain = site("SSL_SESSION_free", 4);
const CallSite kGet = site("SSL_get_session", 5);
const CallSite kEnd = site("SSL_free", 6);

Time at(int seconds) { return Time(std::chrono::seconds(seconds)); }

Ref<Session> new_session() { return Session::create(SessionData::make({}), 0, 0); }

TEST(LedgerBook, LetsAReferenceBeGivenUpOnce) {
  Book book;
  const auto session = new_session();
  book.given(session.get(), kGet1, at(0));
  EXPECT_EQ(book.taken(session.get(), kFree, at(1)), Verdict::fine);
  EXPECT_EQ(book.taken(session.get(), kFreeAgain, at(2)), Verdict::owns_none);
  const auto history = history_of(book, session.get(), at(3));
  ASSERT_TRUE(history);
  EXPECT_EQ(history->owned, 0u);
  ASSERT_EQ(history->steps.size(), 2u);
  EXPECT_EQ(history->steps[1].site, kFree);
  EXPECT_EQ(history->steps[1].last_ago, Seconds(2));
}

TEST(LedgerBook, KnowsThatWhatIsLentIsNotOwned) {
  Book book;
  const auto session = new_session();
  book.lent(session.get(), kGet, at(0));
  EXPECT_EQ(book.check(session.get()), Verdict::fine);
  EXPECT_EQ(book.taken(session.get(), kFree, at(1)), Verdict::owns_none);
}

TEST(LedgerBook, DoesNotKnowWhatItWasNeverShown) {
  Book book;
  const auto session = new_session();
  EXPECT_EQ(book.check(session.get()), Verdict::unknown);
  book.lose(session.get());
  EXPECT_EQ(book.check(session.get()), Verdict::fine);
}

TEST(LedgerBook, CountsAGiftThatIsDeclinedAsLent) {
  Book book;
  const auto session = new_session();
  const auto callback = site("new_session_cb", 1);
  book.given(session.get(), callback, at(0));
  EXPECT_EQ(book.declined(session.get(), callback, at(0)), Verdict::fine);
  EXPECT_TRUE(leaks_of(book, at(1)).empty());
  EXPECT_EQ(history_of(book, session.get(), at(1))->steps[0].event, Event::lent);
  EXPECT_EQ(book.declined(session.get(), callback, at(0)), Verdict::owns_none);
}

TEST(LedgerBook, KeepsTheAddressOfASessionThatHasEnded) {
  Book book(1);
  auto first = new_session();
  auto second = new_session();
  for (auto* session : {first.get(), second.get()}) book.lent(session, kGet, at(0));
  EXPECT_TRUE(book.bury(*first, kEnd, at(1)).buried);
  EXPECT_EQ(first->ref_count(), 2u);
  EXPECT_EQ(book.check(first.get()), Verdict::gone);
  EXPECT_EQ(book.taken(first.get(), kFree, at(2)), Verdict::gone);
  EXPECT_EQ(*history_of(book, first.get(), at(2))->end, kEnd);
  const auto burial = book.bury(*second, kEnd, at(3));
  EXPECT_EQ(burial.released.get(), first.get());
  EXPECT_EQ(book.check(first.get()), Verdict::unknown);
  second->release();  // the book's, which ends with the process
}

TEST(LedgerBook, BuriesNoSessionThatLivesOn) {
  Book book;
  const auto session = new_session();
  EXPECT_FALSE(book.bury(*session, kEnd, at(0)).buried);  // it was never shown
  book.lent(session.get(), kGet, at(0));
  const auto other = session.share();
  EXPECT_FALSE(book.bury(*session, kEnd, at(0)).buried);
}

TEST(LedgerBook, SumsUpLeaksByTheWaysOfTheReferences) {
  Book book;
  const auto a = new_session(), b = new_session(), c = new_session();
  book.given(a.get(), kGet1, at(0));
  book.given(b.get(), kGet1, at(4));
  book.given(c.get(), kGet1, at(1));
  book.given(c.get(), kUpRef, at(2));
  book.taken(c.get(), kFree, at(3));
  const auto leaks = leaks_of(book, at(10));
  ASSERT_EQ(leaks.size(), 2u);
  EXPECT_EQ(leaks[0].references, 2u);
  EXPECT_EQ(leaks[0].sessions, 2u);
  ASSERT_EQ(leaks[0].steps.size(), 1u);
  EXPECT_EQ(leaks[0].steps[0].count, 2u);
  EXPECT_EQ(leaks[0].steps[0].first_ago, Seconds(10));
  EXPECT_EQ(leaks[0].steps[0].last_ago, Seconds(6));
  EXPECT_EQ(leaks[1].references, 1u);
  EXPECT_EQ(leaks[1].steps.size(), 3u);
}

TEST(LedgerBook, LeavesWhatTheParentWasGivenToTheParent) {
  Book book;
  const auto session = new_session();
  book.given(session.get(), kGet1, at(0));
  book.given(session.get(), kUpRef, at(0));
  book.enter_child();
  EXPECT_TRUE(leaks_of(book, at(1)).empty());
  EXPECT_EQ(inherited_of(book), 2u);
  EXPECT_EQ(book.taken(session.get(), kFree, at(1)), Verdict::fine);
  EXPECT_EQ(inherited_of(book), 1u);
  book.given(session.get(), kGet1, at(2));
  ASSERT_EQ(leaks_of(book, at(3)).size(), 1u);
  EXPECT_EQ(leaks_of(book, at(3))[0].references, 1u);
}

TEST(LedgerBook, StaysSmallWhenASessionIsUsedAlongManyWays) {
  Book book;
  const auto session = new_session();
  for (std::uintptr_t i = 0; i < 1000; ++i) {
    CallSite way{.by = "SSL_SESSION_up_ref"};
    way.frames[way.num_frames++] = reinterpret_cast<const void*>(0x1000 + i);
    book.given(session.get(), way, at(0));
  }
  EXPECT_EQ(book.record(session.get())->entries.size(), Book::kMaxEntries);
  EXPECT_EQ(book.record(session.get())->owned, 1000u);
}

}  // namespace
}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// What the types of the API forbid: each line would compile if a borrow could be kept as an owner, or a session
// changed.
#include <gtest/gtest.h>

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "reprise/cache.h"
#include "reprise/session.h"
#include "reprise/ticket.h"

namespace {

using reprise::Ref;
using reprise::Secret;
using reprise::Session;
using reprise::SessionView;
using Owner = Ref<const Session>;

// Owning: handed over or shared, never copied by accident.
static_assert(std::is_nothrow_move_constructible_v<Owner> && std::is_nothrow_move_assignable_v<Owner>);
static_assert(!std::is_copy_constructible_v<Owner> && !std::is_copy_assignable_v<Owner>);
static_assert(std::is_same_v<decltype(std::declval<const Owner&>().share()), Owner>);

// A borrow comes from an owner that has a name.
static_assert(std::is_constructible_v<SessionView, Owner&> && std::is_constructible_v<SessionView, const Owner&>);
static_assert(!std::is_constructible_v<SessionView, Owner> && !std::is_constructible_v<SessionView, const Owner>);
template <typename T>
concept Looks = requires(T&& owner) { std::forward<T>(owner)->version(); };
static_assert(Looks<Owner&> && Looks<const Owner&>);
static_assert(!Looks<Owner> && !Looks<const Owner>);

// A borrow is not kept: neither as an owner, nor in a container or a member that is set later, nor on the heap.
static_assert(!std::is_convertible_v<const SessionView&, Owner> && !std::is_constructible_v<Owner, const SessionView&>);
static_assert(!std::is_assignable_v<Owner&, const SessionView&>);
static_assert(!std::is_copy_constructible_v<SessionView> && !std::is_move_constructible_v<SessionView>);
static_assert(!std::is_copy_assignable_v<SessionView> && !std::is_move_assignable_v<SessionView>);
static_assert(!std::is_default_constructible_v<SessionView>);
template <typename T>
concept Allocates = requires(Owner& owner) { new T(owner); };
static_assert(!Allocates<SessionView>);

// Whoever wants to keep says so.
static_assert(std::is_same_v<decltype(std::declval<const SessionView&>().share()), Owner>);

// A session is never seen but through these, and has nothing that changes it.
template <typename T>
concept Complete = requires { sizeof(T); };
static_assert(!Complete<Session>);
template <typename T>
concept Sets = requires(T& session) { session->ticket(reprise::Bytes()); };
static_assert(!Sets<Owner>);
static_assert(requires(reprise::SessionBuilder& builder) { builder.ticket(reprise::Bytes()); });

// Secrets have one owner, are not compared, and are not lent by one that is about to go.
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
template <typename T>
concept Compares = requires(const T& a, const T& b) { a == b; };
static_assert(!Compares<Secret> && Compares<Owner>);
template <typename T>
concept Lends = requires(T&& secret) { std::forward<T>(secret).bytes(); };
static_assert(Lends<Secret&> && !Lends<Secret>);

// An outcome is looked at before it is used: a Result is no value, and has none when nothing went well.
static_assert(!std::is_convertible_v<reprise::Result<Owner>, Owner>);

TEST(ResultDeathTest, HasNoValueWhereThereIsAnError) {
  const reprise::Result<int> failed(reprise::Error{.reason = reprise::Reason::bad_value});
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().reason, reprise::Reason::bad_value);
  EXPECT_DEATH((void)failed.value(), "");
}

TEST(BorrowedDeathTest, IsNotTakenFromAnEmptyRef) {
  const Owner nobody;
  EXPECT_DEATH(nobody->version(), "");
}

TEST(Result, GivesItsValueAwayWhenItIsTemporary) {
  reprise::Result<std::vector<int>> made(std::vector<int>{1, 2, 3});
  const auto value = std::move(made).value();
  EXPECT_EQ(value.size(), 3u);
}

}  // namespace

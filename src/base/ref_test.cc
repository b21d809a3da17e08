// SPDX-License-Identifier: Apache-2.0
#include "base/ref.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

struct Counted : RefCounted {
  explicit Counted(int& d) : destroyed(d) {}
  ~Counted() { ++destroyed; }
  int& destroyed;
};

TEST(Ref, DestroysTheObjectWithTheLastReference) {
  int destroyed = 0;
  {
    auto a = make_ref<Counted>(destroyed);
    auto b = a.share();
    EXPECT_EQ(a->ref_count(), 2u);
    a = nullptr;
    EXPECT_EQ(destroyed, 0);
    EXPECT_TRUE(b->unique());
  }
  EXPECT_EQ(destroyed, 1);
}

TEST(Ref, HandsItsReferenceOverWhenMoved) {
  int destroyed = 0;
  auto a = make_ref<Counted>(destroyed);
  Ref<Counted> b(std::move(a));
  EXPECT_FALSE(a);
  EXPECT_EQ(b->ref_count(), 1u);
}

TEST(Ref, SurvivesAssignmentOfItsOwnShare) {
  int destroyed = 0;
  auto a = make_ref<Counted>(destroyed);
  a = a.share();
  EXPECT_EQ(destroyed, 0);
  EXPECT_EQ(a->ref_count(), 1u);
}

TEST(Ref, LeaksItsReferenceToACallerThatAdoptsItAgain) {
  int destroyed = 0;
  Counted* raw = make_ref<Counted>(destroyed).leak();
  EXPECT_EQ(destroyed, 0);
  { auto again = Ref<Counted>::adopt(raw); }
  EXPECT_EQ(destroyed, 1);
}

}  // namespace
}  // namespace reprise

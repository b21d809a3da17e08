// SPDX-License-Identifier: Apache-2.0
#include "session/client/store_sealer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace reprise::session {
namespace {

class StoreSealerTest : public testing::Test {
 protected:
  std::unique_ptr<StoreSealer> make(char secret) {
    return std::move(
        StoreSealer::create(algorithms_.share(), random_, bytes_of(std::string(kStoreSecretLen, secret))).value());
  }
  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::FixedRandom random_;
  std::unique_ptr<StoreSealer> sealer_ = make('s');
  const StoreName name_ = sealer_->name(bytes_of("a")).value();
};

TEST_F(StoreSealerTest, OpensWhatItSealed) {
  const auto sealed = sealer_->seal(name_, bytes_of("a secret"));
  ASSERT_TRUE(sealed.ok());
  const auto opened = sealer_->open(name_, sealed.value());
  ASSERT_TRUE(opened);
  EXPECT_EQ(text_of(opened->bytes()), "a secret");
  EXPECT_EQ(text_of(sealed.value()).find("secret"), std::string_view::npos);
}

TEST_F(StoreSealerTest, NamesTheSameAlikeAndNothingElse) {
  EXPECT_EQ(name_, sealer_->name(bytes_of("a")).value());
  EXPECT_NE(name_, sealer_->name(bytes_of("b")).value());
  EXPECT_NE(name_, make('t')->name(bytes_of("a")).value());
}

TEST_F(StoreSealerTest, OpensNothingThatWasSealedForAnotherName) {
  const auto sealed = sealer_->seal(name_, bytes_of("a secret")).value();
  EXPECT_FALSE(sealer_->open(sealer_->name(bytes_of("b")).value(), sealed));
}

TEST_F(StoreSealerTest, OpensNothingThatWasSealedUnderAnotherSecret) {
  const auto sealed = sealer_->seal(name_, bytes_of("a secret")).value();
  EXPECT_FALSE(make('t')->open(name_, sealed));
  EXPECT_TRUE(make('s')->open(name_, sealed));
}

TEST_F(StoreSealerTest, OpensNothingThatWasAlteredOrCutShort) {
  const auto sealed = sealer_->seal(name_, bytes_of("a secret")).value();
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] ^= 1;
    EXPECT_FALSE(sealer_->open(name_, altered)) << i;
    EXPECT_FALSE(sealer_->open(name_, Bytes(sealed).first(i))) << i;
  }
}

TEST_F(StoreSealerTest, SealsAnEmptyValueAndEachAnew) {
  const auto one = sealer_->seal(name_, {}).value();
  const auto two = sealer_->seal(name_, {}).value();
  EXPECT_FALSE(std::ranges::equal(one, two));
  EXPECT_EQ(sealer_->open(name_, one)->size(), 0u);
}

}  // namespace
}  // namespace reprise::session

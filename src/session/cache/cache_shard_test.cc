// SPDX-License-Identifier: Apache-2.0
// What a shard is asked behind the hash of a SessionCache, which hides it from tests of the whole.
#include "session/cache/cache_shard.h"

#include <gtest/gtest.h>

#include <string>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

// One hash for all: as if ids met in it.
CacheLookup key_of(std::uint64_t id, std::uint16_t version, std::uint8_t id_len) {
  return {.id = {id, 0, 0, 0}, .hash = 7, .version = version, .id_len = id_len};
}

TEST(CacheShard, TellsKeysOfOneHashApart) {
  CacheShard shard;
  CacheTally tally;
  const auto session = session_with_id("id");
  shard.add(key_of(1, 0x0303, 32), session, kNow, tally);
  EXPECT_TRUE(shard.contains(key_of(1, 0x0303, 32)));
  EXPECT_FALSE(shard.contains(key_of(2, 0x0303, 32)));
  EXPECT_FALSE(shard.contains(key_of(1, 0x0304, 32))) << "a ticket's session is none of TLS 1.2";
  EXPECT_FALSE(shard.contains(key_of(1, 0x0303, 31)));
  EXPECT_EQ(shard.find(key_of(1, 0x0304, 32), kNow).outcome, FindOutcome::miss);
}

// The wheel moves so many entries at once and no more: then it is asked again.
TEST(CacheShard, SaysThatThereMayBeMoreWhenAllMovesAreUsedUp) {
  constexpr std::size_t kMany = 2000;
  CacheShard shard;
  CacheTally tally;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    shard.add({.id = {i, 1, 0, 0}, .hash = i, .version = 0x0303, .id_len = 32}, session_with_id("id", 1'000'000), kNow,
              tally);
  }
  SessionBatch batch;
  EXPECT_FALSE(shard.take_expired(kNow + 1'000'001, batch));
  EXPECT_EQ(batch.size, 0u) << "all of it went into moving them";
  std::size_t total = 0;
  for (bool more = true; more;) {
    batch = {};
    more = !shard.take_expired(kNow + 1'000'001, batch);
    total += batch.size;
  }
  EXPECT_EQ(total, kMany);
}

}  // namespace
}  // namespace reprise::session

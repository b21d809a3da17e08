// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

ByteVector take(Random& random, std::size_t size) {
  ByteVector out(size, 0);
  EXPECT_TRUE(random.fill(out).ok());
  return out;
}

TEST(SystemRandom, NeverRepeatsItself) {
  SystemRandom random(default_algorithms());
  std::set<ByteVector> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(take(random, 32));
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(SystemRandom, FillsAnyLength) {
  SystemRandom random(default_algorithms());
  for (const std::size_t size : {0u, 1u, 254u, 255u, 5000u}) {
    const auto bytes = take(random, size);
    if (size > 200) {
      EXPECT_GT(std::set<std::uint8_t>(bytes.begin(), bytes.end()).size(), 50u);
    }
  }
  ByteVector secret(32, 0);
  ASSERT_TRUE(random.fill_private(secret).ok());
  EXPECT_NE(secret, ByteVector(32, 0));
}

TEST(SystemRandom, GivesAChildOtherBytesThanItsParent) {
  SystemRandom random(default_algorithms());
  take(random, 32);  // a block is filled, most of it unused
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    ByteVector out(32, 0);
    const bool filled = random.fill(out).ok() && write(pipe_ends[1], out.data(), out.size()) == 32;
    _exit(filled ? 0 : 1);
  }
  const auto ours = take(random, 32);
  ByteVector theirs(32, 0);
  ASSERT_EQ(read(pipe_ends[0], theirs.data(), theirs.size()), 32);
  int status = 0;
  waitpid(child, &status, 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_EQ(status, 0);
  EXPECT_NE(ours, theirs);
  EXPECT_NE(theirs, ByteVector(32, 0));
}

TEST(SystemRandom, ServesThreadsAtOnce) {
  SystemRandom random(default_algorithms());
  std::vector<std::set<ByteVector>> seen(8);
  std::vector<std::thread> threads;
  for (auto& mine : seen) {
    threads.emplace_back([&random, &mine] {
      for (int i = 0; i < 500; ++i) mine.insert(take(random, 16));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<ByteVector> all;
  for (auto& mine : seen) all.merge(mine);
  EXPECT_EQ(all.size(), 8u * 500u);
}

TEST(FixedRandom, CountsUp) {
  FixedRandom random(250);
  EXPECT_EQ(take(random, 8), counting(250, 8));
  EXPECT_EQ(take(random, 2), counting(2, 2));
}

}  // namespace
}  // namespace reprise::crypto

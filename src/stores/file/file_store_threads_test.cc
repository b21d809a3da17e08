// SPDX-License-Identifier: Apache-2.0
// Several threads and processes on one file: what is taken is given to one of them.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "stores/file/file_store.h"
#include "stores/file/test_folder.h"

namespace reprise::stores {
namespace {

using session::StoreOutcome;

constexpr Milliseconds kPatience{60'000};
constexpr int kNumTakers = 4;
constexpr int kNumValues = 60;

Name key(int i) { return {std::uint8_t(i), 5}; }

void fill(FileStore& store) {
  for (int i = 0; i < kNumValues; ++i) {
    ASSERT_EQ(store.put(key(i), bytes_of("value " + std::to_string(i)), Seconds(60), kPatience), StoreOutcome::done);
  }
}

int take_all(FileStore& store) {
  int num_taken = 0;
  for (int i = 0; i < kNumValues; ++i) num_taken += store.take(key(i), kPatience).outcome == StoreOutcome::done;
  return num_taken;
}

TEST(FileStoreThreads, AreGivenEachValueOnce) {
  const TestFolder folder;
  const ManualClock clock;
  FileStore store(folder.file("sessions"), clock);
  fill(store);
  std::atomic<int> num_taken = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kNumTakers; ++t) threads.emplace_back([&] { num_taken += take_all(store); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(num_taken, kNumValues);
}

// Each child reports how many values it was given as its exit status.
TEST(FileStoreProcesses, AreGivenEachValueOnce) {
  const TestFolder folder;
  const ManualClock clock;
  FileStore store(folder.file("sessions"), clock);
  fill(store);
  std::vector<pid_t> children;
  for (int c = 0; c < kNumTakers; ++c) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(take_all(store));
    children.push_back(child);
  }
  int num_taken = 0;
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    num_taken += WEXITSTATUS(status);
  }
  EXPECT_EQ(num_taken, kNumValues);
}

// One writes while others take: every value that arrives is whole.
TEST(FileStoreThreads, AreGivenOnlyWholeValues) {
  const TestFolder folder;
  const ManualClock clock;
  FileStore store(folder.file("sessions"), clock);
  std::atomic<int> num_broken = 0;
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      const ByteVector value(std::size_t(1000 + 50 * i), std::uint8_t(i));
      store.put(key(0), value, Seconds(60), kPatience);
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto reply = store.get(key(0), kPatience);
    if (reply.outcome != StoreOutcome::done) continue;
    const std::uint8_t filler = reply.value.front();
    const bool whole = reply.value == ByteVector(std::size_t(1000 + 50 * filler), filler);
    num_broken += whole ? 0 : 1;
  }
  writer.join();
  EXPECT_EQ(num_broken, 0);
}

}  // namespace
}  // namespace reprise::stores

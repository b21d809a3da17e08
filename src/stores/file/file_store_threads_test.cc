// SPDX-License-Identifier: Apache-2.0
// Several threads and processes on one file: what is taken is given to one of them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <optional>
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

// A child that has been forked in the middle of another thread's call, and lives on until this goes.
class Child {
 public:
  Child() {
    if (::pipe(pipe_.data()) != 0 || ::pipe(answer_.data()) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) live();
    ::close(pipe_[0]);
    ::close(answer_[1]);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::close(pipe_[1]);
    ::waitpid(pid_, nullptr, 0);
    ::close(answer_[0]);
  }
  // Whether the child has `fd` open.
  bool has(int fd) {
    char answer = '?';
    EXPECT_EQ(::write(pipe_[1], &fd, sizeof fd), ssize_t(sizeof fd));
    EXPECT_EQ(::read(answer_[0], &answer, 1), 1);
    return answer == 'y';
  }

 private:
  [[noreturn]] void live() {
    ::close(pipe_[1]);
    for (int fd = 0; ::read(pipe_[0], &fd, sizeof fd) == ssize_t(sizeof fd);) {
      if (::write(answer_[1], ::fcntl(fd, F_GETFD) >= 0 ? "y" : "n", 1) != 1) break;
    }
    ::_exit(0);
  }
  std::array<int, 2> pipe_{-1, -1}, answer_{-1, -1};
  pid_t pid_ = -1;
};

TEST(FileStoreProcesses, HaveNothingOfALockThatAThreadHeldWhenTheyWereForked) {
  const TestFolder folder;
  const auto path = folder.file("sessions");
  const auto open_and_lock = [&](Milliseconds patience) {
    return LockedFile(open_trusted(path, Readers::anybody).file, std::chrono::steady_clock::now() + patience);
  };
  std::optional<LockedFile> held(open_and_lock(kPatience));
  ASSERT_EQ(held->status(), Lock::held);
  const int fd = held->get();
  Child child;
  EXPECT_FALSE(child.has(fd));
  EXPECT_EQ(open_and_lock(Milliseconds(0)).status(), Lock::busy);  // the child has not given it up
  held.reset();
  EXPECT_EQ(open_and_lock(Milliseconds(0)).status(), Lock::held);
}

// The same where the child's copy was not closed: one that was made without fork handlers, or of a descriptor too many.
TEST(FileStoreProcesses, HaveNothingOfALockThroughAnotherDescriptor) {
  const TestFolder folder;
  const auto path = folder.file("sessions");
  std::optional<LockedFile> held(LockedFile(open_trusted(path, Readers::anybody).file, Deadline::max()));
  ASSERT_EQ(held->status(), Lock::held);
  const int copy = ::dup(held->get());
  held.reset();
  EXPECT_EQ(LockedFile(open_trusted(path, Readers::anybody).file, Deadline::min()).status(), Lock::held);
  ::close(copy);
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

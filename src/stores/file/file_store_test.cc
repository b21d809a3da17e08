// SPDX-License-Identifier: Apache-2.0
#include "stores/file/file_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "stores/file/file_bytes.h"
#include "stores/file/test_folder.h"

namespace reprise::stores {
namespace {

using session::StoreOutcome;

constexpr Milliseconds kSoon{2000};
constexpr Seconds kHour{3600};

Name key(int i) { return {std::uint8_t(i), std::uint8_t(i >> 8), 9}; }

class FileStoreTest : public testing::Test {
 protected:
  StoreOutcome put(int i, std::string_view value, Seconds ttl = kHour) {
    return store_.put(key(i), bytes_of(value), ttl, kSoon);
  }
  // The value, or the outcome when there is none.
  std::string shown(const session::StoreReply& reply) {
    if (reply.outcome == StoreOutcome::done) return std::string(text_of(reply.value));
    return reply.outcome == StoreOutcome::not_found ? "not found" : "unavailable";
  }
  std::string get(int i) { return shown(store_.get(key(i), kSoon)); }
  std::string take(int i) { return shown(store_.take(key(i), kSoon)); }
  void overwrite(std::size_t offset, std::string_view bytes) {
    const Descriptor file(::open(path_.c_str(), O_RDWR));
    ASSERT_TRUE(write_at(file.get(), offset, bytes_of(bytes)));
  }

  TestFolder folder_;
  const std::string path_ = folder_.file("sessions");
  ManualClock clock_;
  FileStore store_{path_, clock_};
};

TEST_F(FileStoreTest, GivesBackWhatWasPut) {
  EXPECT_EQ(get(1), "not found");
  EXPECT_EQ(put(1, "one"), StoreOutcome::done);
  EXPECT_EQ(put(2, "two"), StoreOutcome::done);
  EXPECT_EQ(get(1), "one");
  EXPECT_EQ(get(1), "one");
  EXPECT_EQ(get(2), "two");
  EXPECT_EQ(put(1, "another"), StoreOutcome::done);
  EXPECT_EQ(get(1), "another");
  EXPECT_EQ(store_.num_values(kSoon), 2u);
}

TEST_F(FileStoreTest, GivesAValueThatIsTakenOnce) {
  put(1, "one");
  FileStore other(path_, clock_);
  EXPECT_EQ(shown(other.take(key(1), kSoon)), "one");
  EXPECT_EQ(take(1), "not found");
  EXPECT_EQ(store_.num_values(kSoon), 0u);
}

TEST_F(FileStoreTest, RemovesAValue) {
  put(1, "one");
  EXPECT_EQ(store_.remove(key(1), kSoon), StoreOutcome::done);
  EXPECT_EQ(store_.remove(key(1), kSoon), StoreOutcome::not_found);
  EXPECT_EQ(get(1), "not found");
}

TEST_F(FileStoreTest, ForgetsAValueWhenItsTimeHasPassed) {
  put(1, "one", Seconds(10));
  clock_.advance(Seconds(10));
  EXPECT_EQ(get(1), "one");
  clock_.advance(Seconds(1));
  EXPECT_EQ(get(1), "not found");
}

TEST_F(FileStoreTest, TakesValuesOfAnyLengthUpToTheLargest) {
  const std::string largest(kMaxValueLen, 'x');
  EXPECT_EQ(put(1, largest), StoreOutcome::done);
  EXPECT_EQ(get(1), largest);
  EXPECT_EQ(put(2, largest + 'x'), StoreOutcome::unavailable);
  EXPECT_EQ(put(3, ""), StoreOutcome::unavailable);
  EXPECT_EQ(store_.put(bytes_of("a short key"), bytes_of("x"), kHour, kSoon), StoreOutcome::unavailable);
}

TEST_F(FileStoreTest, GivesUpTheFirstToExpireWhenItIsFull) {
  put(0, "first to go", Seconds(60));
  for (int i = 1; i < int(kNumPlaces); ++i) put(i, "stays");
  EXPECT_EQ(get(0), "first to go");
  put(1000, "newest");
  EXPECT_EQ(get(0), "not found");
  EXPECT_EQ(get(1), "stays");
  EXPECT_EQ(get(1000), "newest");
  EXPECT_LE(std::filesystem::file_size(path_), value_offset(kNumPlaces));
}

TEST_F(FileStoreTest, LosesOfAFileThatIsCutOffOnlyWhatWasBehind) {
  for (int i = 0; i < 3; ++i) put(i, std::string(1000, char('a' + i)));
  std::filesystem::resize_file(path_, value_offset(1) + 500);
  EXPECT_EQ(get(0), std::string(1000, 'a'));
  EXPECT_EQ(get(1), "not found");
  EXPECT_EQ(get(2), "not found");
  EXPECT_EQ(store_.counters().damaged, 2u);
  EXPECT_EQ(put(1, "anew"), StoreOutcome::done);
  EXPECT_EQ(get(1), "anew");
  std::filesystem::resize_file(path_, 7);
  EXPECT_EQ(get(0), "not found");
  EXPECT_EQ(put(0, "anew"), StoreOutcome::done);
  EXPECT_EQ(get(0), "anew");
}

TEST_F(FileStoreTest, LosesOfAFileThatWasAlteredOnlyWhatWasAltered) {
  for (int i = 0; i < 3; ++i) put(i, "value");
  overwrite(entry_offset(1), std::string(kEntryLen, '\xff'));
  EXPECT_EQ(get(0), "value");
  EXPECT_EQ(get(1), "not found");
  EXPECT_EQ(get(2), "value");
}

TEST_F(FileStoreTest, LeavesAFileAloneThatIsNotItsOwn) {
  const std::string text = "alias ls='ls -l'\n";
  write_content(path_, text);
  EXPECT_EQ(put(1, "one"), StoreOutcome::unavailable);
  EXPECT_EQ(get(1), "unavailable");
  EXPECT_EQ(store_.last_verdict(), FileVerdict::foreign);
  EXPECT_EQ(store_.counters().refused, 2u);
  EXPECT_EQ(content_of(path_), text);
}

TEST_F(FileStoreTest, IsUnavailableWhileAnotherHoldsTheFileForTooLong) {
  put(1, "one");
  {
    const LockedFile holder(open_trusted(path_, Readers::anybody).file, std::chrono::steady_clock::now());
    ASSERT_EQ(holder.status(), Lock::held);
    EXPECT_EQ(store_.get(key(1), Milliseconds(1)).outcome, StoreOutcome::timed_out);
    EXPECT_EQ(store_.put(key(1), bytes_of("another"), kHour, Milliseconds(1)), StoreOutcome::timed_out);
    EXPECT_EQ(store_.last_verdict(), FileVerdict::busy);
  }
  EXPECT_EQ(get(1), "one");
}

TEST_F(FileStoreTest, DoesNotWriteWhereTheProcessWouldBeEndedForIt) {
  put(1, "one");
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = value_offset(0) + 100;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto outcome = put(2, "two");
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(outcome, StoreOutcome::unavailable);
  EXPECT_EQ(get(1), "one");
  EXPECT_EQ(get(2), "not found");
}

TEST_F(FileStoreTest, MakesItsSecretOnceAndReadsItAfterwards) {
  const std::string first(kSecretLen, 'a'), second(kSecretLen, 'b');
  const auto made = store_.secret(bytes_of(first), kSoon);
  ASSERT_TRUE(made);
  EXPECT_EQ(text_of(made->bytes()), first);
  FileStore other(path_, clock_);
  EXPECT_EQ(text_of(other.secret(bytes_of(second), kSoon)->bytes()), first);
  struct stat s{};
  ASSERT_EQ(::stat((path_ + ".key").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
  EXPECT_EQ(content_of(path_).find(first), std::string::npos);
}

TEST_F(FileStoreTest, MakesItsSecretAnewWhenItsMakerWasStopped) {
  write_content(path_ + ".key", "");
  ::chmod((path_ + ".key").c_str(), 0600);
  EXPECT_TRUE(store_.secret(bytes_of(std::string(kSecretLen, 'a')), kSoon));
  EXPECT_TRUE(store_.secret(bytes_of(std::string(kSecretLen, 'b')), kSoon));
}

TEST_F(FileStoreTest, UsesNoSecretThatOthersMayRead) {
  const std::string fresh(kSecretLen, 'a');
  ASSERT_TRUE(store_.secret(bytes_of(fresh), kSoon));
  ::chmod((path_ + ".key").c_str(), 0644);
  EXPECT_FALSE(store_.secret(bytes_of(fresh), kSoon));
  EXPECT_EQ(store_.last_verdict(), FileVerdict::readable);
}

TEST_F(FileStoreTest, SaysBeforehandWhetherFileAndKeyAreToBeUsed) {
  EXPECT_EQ(store_.check(kSoon), FileVerdict::fine);
  ASSERT_TRUE(store_.secret(bytes_of(std::string(kSecretLen, 'a')), kSoon));
  EXPECT_EQ(store_.check(kSoon), FileVerdict::fine);
  ::chmod((path_ + ".key").c_str(), 0644);
  EXPECT_EQ(store_.check(kSoon), FileVerdict::readable);
  ::chmod(path_.c_str(), 0666);
  EXPECT_EQ(store_.check(kSoon), FileVerdict::file_open);
}

TEST_F(FileStoreTest, LeavesAKeyFileAloneThatIsNotItsOwn) {
  write_content(path_ + ".key", "-----BEGIN PRIVATE KEY-----\n");
  ::chmod((path_ + ".key").c_str(), 0600);
  EXPECT_FALSE(store_.secret(bytes_of(std::string(kSecretLen, 'a')), kSoon));
  EXPECT_EQ(content_of(path_ + ".key"), "-----BEGIN PRIVATE KEY-----\n");
}

}  // namespace
}  // namespace reprise::stores

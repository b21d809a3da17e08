// SPDX-License-Identifier: Apache-2.0
#include "stores/file/trusted_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stores/file/test_folder.h"

namespace reprise::stores {
namespace {

constexpr uid_t kAnotherUser = 12345;

class TrustedFile : public testing::Test {
 protected:
  FileVerdict judge(Readers readers = Readers::anybody) const { return open_trusted(path_, readers).verdict; }
  void make(mode_t mode) const {
    write_content(path_, "x");
    ::chmod(path_.c_str(), mode);
  }
  TestFolder folder_;
  const std::string path_ = folder_.file("file");
};

TEST_F(TrustedFile, IsMadeForItsOwnerAlone) {
  EXPECT_EQ(judge(), FileVerdict::fine);
  struct stat s{};
  ASSERT_EQ(::stat(path_.c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
  EXPECT_EQ(judge(), FileVerdict::fine);
}

TEST_F(TrustedFile, MayBeReadByOthersOnlyWhereThatDoesNotMatter) {
  make(0644);
  EXPECT_EQ(judge(Readers::anybody), FileVerdict::fine);
  EXPECT_EQ(judge(Readers::owner_alone), FileVerdict::readable);
}

TEST_F(TrustedFile, IsRefusedWhenOthersMayWriteToIt) {
  make(0602);
  EXPECT_EQ(judge(), FileVerdict::file_open);
  make(0620);
  EXPECT_EQ(judge(), FileVerdict::file_open);
}

TEST_F(TrustedFile, IsRefusedWhenOthersMayWriteToItsFolder) {
  ::chmod(folder_.path().c_str(), 0777);
  EXPECT_EQ(judge(), FileVerdict::folder_open);
  ::chmod(folder_.path().c_str(), 01777);
  EXPECT_EQ(judge(), FileVerdict::folder_open);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(TrustedFile, IsRefusedWhenItIsALink) {
  const auto target = folder_.file("target");
  write_content(target, "x");
  ASSERT_EQ(::symlink("target", path_.c_str()), 0);
  EXPECT_EQ(judge(), FileVerdict::link);
  ::unlink(path_.c_str());
  ASSERT_EQ(::link(target.c_str(), path_.c_str()), 0);
  EXPECT_EQ(judge(), FileVerdict::link);
}

TEST_F(TrustedFile, IsRefusedWhenItIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(judge(), FileVerdict::no_file);
  ::unlink(path_.c_str());
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  EXPECT_EQ(judge(), FileVerdict::no_file);
}

TEST_F(TrustedFile, IsRefusedWithoutAFolder) {
  EXPECT_EQ(open_trusted(folder_.file("none/file"), Readers::anybody).verdict, FileVerdict::no_folder);
}

TEST_F(TrustedFile, IsRefusedWhenItOrItsFolderBelongsToAnother) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  make(0600);
  ASSERT_EQ(::chown(path_.c_str(), kAnotherUser, gid_t(-1)), 0);
  EXPECT_EQ(judge(), FileVerdict::of_another);
  ASSERT_EQ(::chown(path_.c_str(), 0, gid_t(-1)), 0);
  ASSERT_EQ(::chown(folder_.path().c_str(), kAnotherUser, gid_t(-1)), 0);
  EXPECT_EQ(judge(), FileVerdict::folder_of_another);
}

}  // namespace
}  // namespace reprise::stores

// SPDX-License-Identifier: Apache-2.0
#include "operate/configuration_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace reprise::operate {
namespace {

class ConfigurationFiles : public testing::Test {
 protected:
  ConfigurationFiles() {
    std::string name = std::filesystem::temp_directory_path() / "reprise-operate-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "reprise.toml";
  }
  ~ConfigurationFiles() override { std::filesystem::remove_all(folder_); }

  void write(std::string_view text, mode_t mode = 0644) {
    std::ofstream(path_, std::ios::binary) << text;
    ::chmod(path_.c_str(), mode);
  }
  std::string fault() {
    const auto read = read_configuration(path_);
    EXPECT_TRUE(read.there);
    EXPECT_TRUE(read.content.assignments.empty());
    return read.content.faults.size() == 1 ? read.content.faults[0].text : "";
  }

  std::filesystem::path folder_, path_;
};

TEST_F(ConfigurationFiles, AreRead) {
  write("explain = true\n");
  const auto read = read_configuration(path_);
  EXPECT_TRUE(read.there);
  EXPECT_EQ(read.content.assignments.size(), 1u);
}

TEST_F(ConfigurationFiles, NeedNotBeThere) {
  EXPECT_FALSE(read_configuration(path_).there);
  write("");
  EXPECT_FALSE(read_configuration(path_.string() + "/x").there);
}

TEST_F(ConfigurationFiles, AreNotBelievedWhenOthersMayWriteThem) {
  write("explain = true\n", 0666);
  EXPECT_EQ(fault(), "may be written by others than its owner; nothing of it counts");
  write("explain = true\n", 0664);
  EXPECT_EQ(fault(), "may be written by others than its owner; nothing of it counts");
}

TEST_F(ConfigurationFiles, DoNotMakeAnybodyWait) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(fault(), "is no regular file; nothing of it counts");
}

TEST_F(ConfigurationFiles, AreBounded) {
  write(std::string(kMaxConfigurationSize + 1, '\n'));
  EXPECT_EQ(fault(), "is too large; nothing of it counts");
}

}  // namespace
}  // namespace reprise::operate

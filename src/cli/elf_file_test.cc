// SPDX-License-Identifier: Apache-2.0
#include "cli/elf_file.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>

namespace reprise::cli {
namespace {

// An open file without a name, with this content.
class Content {
 public:
  explicit Content(const std::string& bytes) : fd_(::memfd_create("elf", MFD_CLOEXEC)) {
    EXPECT_EQ(::write(fd_, bytes.data(), bytes.size()), ssize_t(bytes.size()));
  }
  ~Content() { ::close(fd_); }
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::string bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ElfFile, SaysWhatAProgramNeeds) {
  const auto file = read_elf("/proc/self/exe");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->of_this_machine);
  EXPECT_NE(file->interpreter.find("ld-"), std::string::npos);
  EXPECT_EQ(std::ranges::count(file->needed, "libc.so.6"), 1);
  EXPECT_EQ(file->reprise_version, "");
}

TEST(ElfFile, IsNotMadeOfOtherFiles) {
  EXPECT_FALSE(read_elf("/dev/zero"));
  EXPECT_FALSE(read_elf("/proc"));
  EXPECT_FALSE(read_elf("/nothing"));
  EXPECT_FALSE(read_elf(Content("").fd()));
  EXPECT_FALSE(read_elf(Content("#!/bin/sh\n").fd()));
}

TEST(ElfFile, MayEndAnywhere) {
  const auto bytes = bytes_of("/bin/true");
  for (std::size_t size = 0; size < bytes.size(); size += size < 4096 ? 7 : 997) {
    read_elf(Content(bytes.substr(0, size)).fd());
  }
  EXPECT_TRUE(read_elf(Content(bytes).fd()));
}

// Sizes and places in the header and in the table of segments are what an attacker would write there.
TEST(ElfFile, MayContradictItself) {
  const auto bytes = bytes_of("/bin/true");
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    auto changed = bytes;
    for (int changes = 0; changes < 3; ++changes) {
      changed[16 + random() % 1200] = char(random() % 2 != 0 ? 0xff : random());
    }
    read_elf(Content(changed).fd());
  }
}

}  // namespace
}  // namespace reprise::cli

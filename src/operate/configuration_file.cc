// SPDX-License-Identifier: Apache-2.0
#include "operate/configuration_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace reprise::operate {
namespace {

// Why not; empty: it is.
std::string why_not_believed(int fd) {
  struct stat about{};
  if (::fstat(fd, &about) != 0) return std::strerror(errno);
  if (!S_ISREG(about.st_mode)) return "is no regular file";
  if (about.st_uid != 0 && about.st_uid != ::geteuid()) return "belongs to another user";
  if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "may be written by others than its owner";
  if (about.st_size > off_t(kMaxConfigurationSize)) return "is too large";
  return "";
}

// All of it; false after a fault, told by errno. What grows meanwhile is read up to the limit.
bool read_whole(int fd, std::string& text) {
  char part[4096];
  while (text.size() < kMaxConfigurationSize) {
    const auto size = ::read(fd, part, sizeof part);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) return true;
    text.append(part, std::size_t(size));
  }
  return true;
}

Configuration fault(std::string text) { return {.assignments = {}, .faults = {{0, std::move(text)}}}; }

}  // namespace

std::string configuration_path(const char* variable) {
  const std::string_view named(variable != nullptr ? variable : "");
  if (named.empty()) return std::string(kConfigurationPath);
  return std::string(named == "0" ? "" : named);
}

ConfigurationFile read_configuration(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return {.there = true, .content = fault(std::string("cannot be read: ") + std::strerror(errno))};
  }
  ConfigurationFile file{.there = true};
  std::string text;
  if (auto why = why_not_believed(fd); !why.empty()) {
    file.content = fault(std::move(why) + "; nothing of it counts");
  } else if (!read_whole(fd, text)) {
    file.content = fault(std::string("cannot be read: ") + std::strerror(errno));
  } else {
    file.content = parse_configuration(text);
  }
  ::close(fd);
  return file;
}

}  // namespace reprise::operate

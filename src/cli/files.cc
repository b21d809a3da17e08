// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/secret_bytes.h"

namespace reprise::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd() const { return fd_; }
  // 0, or -1 with errno.
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

FileContent fault(std::string words) { return {.bytes = {}, .fault = std::move(words)}; }
FileContent fault_of(int error) {
  return {.bytes = {}, .fault = std::strerror(error), .missing = error == ENOENT};
}

// Why the file is not read; empty: it may be.
std::string objection(const struct stat& about, const FileRules& rules) {
  if (S_ISDIR(about.st_mode)) return std::strerror(EISDIR);
  if (!S_ISREG(about.st_mode)) return "not a regular file";
  if (about.st_size > 0 && std::size_t(about.st_size) > rules.max_size) return std::strerror(EFBIG);
  if (rules.writers == Writers::anybody) return "";
  if (about.st_uid != ::geteuid() && about.st_uid != 0) return "another user's file";
  if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may write to it";
  return "";
}

bool write_all(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(std::size_t(written));
  }
  return true;
}

}  // namespace

FileContent read_file(const std::string& path, const FileRules& rules) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (file.fd() < 0 || ::fstat(file.fd(), &about) != 0) return fault_of(errno);
  if (auto words = objection(about, rules); !words.empty()) return fault(std::move(words));
  FileContent content;
  std::array<std::uint8_t, 16384> buffer;
  for (;;) {
    const auto size = ::read(file.fd(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    const int error = errno;
    if (size > 0) content.bytes.insert(content.bytes.end(), buffer.begin(), buffer.begin() + size);
    wipe(buffer);
    if (size == 0) return content;
    if (size > 0 && content.bytes.size() <= rules.max_size) continue;  // files grow while they are read
    wipe(content.bytes);
    return fault_of(size < 0 ? error : EFBIG);
  }
}

std::optional<ByteVector> read_file_or_say(const std::string& path, const FileRules& rules) {
  auto content = read_file(path, rules);
  if (content.fault.empty()) return std::move(content.bytes);
  fmt::print(stderr, "reprise: {}: {}\n", path, content.fault);
  return std::nullopt;
}

std::string replace_file(const std::string& path, Bytes content, Readers readers) {
  std::string fresh = path + ".XXXXXX";
  Descriptor file(::mkostemp(fresh.data(), O_CLOEXEC));  // O_EXCL, and for the owner alone
  if (file.fd() < 0) return std::strerror(errno);
  const bool placed = (readers == Readers::owner_alone || ::fchmod(file.fd(), 0644) == 0) &&
                      write_all(file.fd(), content) && ::fsync(file.fd()) == 0 && file.close() == 0 &&
                      std::rename(fresh.c_str(), path.c_str()) == 0;
  if (placed) return "";
  const int error = errno;
  ::unlink(fresh.c_str());
  return std::strerror(error);
}

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
#include "stores/file/file_bytes.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

namespace reprise::stores {

std::size_t read_at(int fd, std::size_t offset, MutableBytes out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto rest = out.subspan(done);
    const ssize_t n = ::pread(fd, rest.data(), rest.size(), off_t(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += std::size_t(n);
  }
  return done;
}

bool write_at(int fd, std::size_t offset, Bytes bytes) {
  struct rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || offset + bytes.size() > limit.rlim_cur) return false;
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), off_t(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    offset += std::size_t(n);
    bytes = bytes.subspan(std::size_t(n));
  }
  return true;
}

}  // namespace reprise::stores

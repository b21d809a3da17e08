// SPDX-License-Identifier: Apache-2.0
#include "capi/library/diagnostics.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace reprise::capi {
namespace {

struct Loaded {
  bool open = false;
  dev_t device{};
  ino_t inode{};
};
constinit Loaded loaded;

[[gnu::constructor]] void look_at_standard_error() {
  struct stat found{};
  if (::fstat(STDERR_FILENO, &found) == 0) loaded = {.open = true, .device = found.st_dev, .inode = found.st_ino};
}

}  // namespace

int standard_error() {
  struct stat now{};
  if (::fstat(STDERR_FILENO, &now) != 0) return -1;
  if (loaded.open && now.st_dev == loaded.device && now.st_ino == loaded.inode) return STDERR_FILENO;
  return S_ISREG(now.st_mode) && (::fcntl(STDERR_FILENO, F_GETFL) & O_APPEND) != 0 ? STDERR_FILENO : -1;
}

int open_for_lines(const char* path) {
  const int error_before = errno;
  const int fd = ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
  if (fd < 0) {
    char text[512];
    const char* why = std::strerror(errno);
    const int size = std::snprintf(text, sizeof text, "reprise: cannot write to %.400s: %s\n", path, why);
    if (const int err = standard_error(); err >= 0 && size > 0) (void)!::write(err, text, std::strlen(text));
  }
  errno = error_before;
  return fd;
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
#include "stores/file/lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace reprise::stores {
namespace {

constexpr long kFirstPause_ns = 200'000;
constexpr long kLongestPause_ns = 5'000'000;

}  // namespace

// The kernel has no lock that is waited for until a deadline without a signal. Holders need some 50 us, so that a few
// pauses do.
Lock lock_file(int fd, Deadline deadline) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  for (long pause_ns = kFirstPause_ns; ::fcntl(fd, F_OFD_SETLK, &whole) != 0;) {
    const bool held = errno == EAGAIN || errno == EACCES;
    if (!held && errno != EINTR) return Lock::impossible;
    if (std::chrono::steady_clock::now() >= deadline) return Lock::busy;
    const timespec pause{0, pause_ns};
    ::nanosleep(&pause, nullptr);
    pause_ns = std::min(2 * pause_ns, kLongestPause_ns);
  }
  return Lock::held;
}

}  // namespace reprise::stores

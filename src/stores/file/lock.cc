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

struct flock whole_file(short type) {
  struct flock whole{};
  whole.l_type = type;
  whole.l_whence = SEEK_SET;
  return whole;
}

// The kernel has no lock that is waited for until a deadline without a signal. Holders need some 50 us, so that a few
// pauses do.
Lock lock(int fd, Deadline deadline) {
  auto whole = whole_file(F_WRLCK);
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

}  // namespace

LockedFile::LockedFile(Descriptor file, Deadline deadline)
    : file_(std::move(file)), status_(lock(file_.get(), deadline)) {}

LockedFile::~LockedFile() {
  if (status_ != Lock::held) return;
  auto whole = whole_file(F_UNLCK);
  ::fcntl(file_.get(), F_OFD_SETLK, &whole);
}

}  // namespace reprise::stores

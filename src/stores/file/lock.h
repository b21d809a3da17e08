// SPDX-License-Identifier: Apache-2.0
// A lock on an open file: held by the opening of the file, so that threads exclude each other as processes do.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "stores/file/trusted_file.h"

namespace reprise::stores {

using Deadline = std::chrono::steady_clock::time_point;

enum class Lock : std::uint8_t { held, busy, impossible };

// The whole of an open file, locked against all others that lock it until this goes. A child that is forked meanwhile
// may have the file open too, by the same opening: it is given up in so many words, not by closing it.
class LockedFile {
 public:
  // `status` is `held` when it is locked; busy when somebody else has it until `deadline`; impossible when files cannot
  // be locked where it lies.
  LockedFile(Descriptor file, Deadline deadline);
  LockedFile(LockedFile&& other) noexcept
      : file_(std::move(other.file_)), status_(std::exchange(other.status_, Lock::impossible)) {}
  LockedFile& operator=(LockedFile&&) = delete;
  ~LockedFile();
  Lock status() const { return status_; }
  int get() const { return file_.get(); }

 private:
  Descriptor file_;
  Lock status_;
};

}  // namespace reprise::stores

// SPDX-License-Identifier: Apache-2.0
// A lock on a file that ends with it: held by the opening of the file, so that threads exclude each other as
// processes do.
#pragma once

#include <chrono>
#include <cstdint>

namespace reprise::stores {

using Deadline = std::chrono::steady_clock::time_point;

enum class Lock : std::uint8_t { held, busy, impossible };

// Locks the whole of the open file `fd` against all others that lock it, until it is closed. Busy when somebody else
// has it until `deadline`; impossible when files cannot be locked where it lies.
Lock lock_file(int fd, Deadline deadline);

}  // namespace reprise::stores

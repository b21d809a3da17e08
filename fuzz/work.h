// SPDX-License-Identifier: Apache-2.0
// Work, counted so that an input costs the same each time: what a budget of work per byte of input is measured in.
#pragma once

#include <cstdint>

namespace reprise::fuzz {

// What this process has done so far: an entered region of our code counts 1 (loops as often as they run), as do 16
// bytes copied, set, digested or ciphered, and 16 bytes asked of the allocator. An allocation counts 16 more, an
// operation of a public key 50000. Always 0 in programs that only replay: nothing counts there.
#ifdef REPRISE_COUNTS_WORK
std::uint64_t work_done();
#else
inline std::uint64_t work_done() { return 0; }
#endif

}  // namespace reprise::fuzz

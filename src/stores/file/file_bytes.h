// SPDX-License-Identifier: Apache-2.0
// Bytes at places of a file.
#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace reprise::stores {

// Reads into `out` from `offset` on. Returns how many bytes there were; nothing is told of errors, which are as no
// bytes.
std::size_t read_at(int fd, std::size_t offset, MutableBytes out);

// Writes all of `bytes` at `offset`. False when that failed, or would take the file past the limit of the process:
// the kernel ends a program that writes there.
bool write_at(int fd, std::size_t offset, Bytes bytes);

}  // namespace reprise::stores

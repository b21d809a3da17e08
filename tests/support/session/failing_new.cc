// SPDX-License-Identifier: Apache-2.0
#include "support/session/failing_new.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

thread_local unsigned fails_one_in = 0;  // 0: none
thread_local std::uint32_t state = 1;

bool fails_now() {
  if (fails_one_in == 0) return false;
  state = state * 1664525 + 1013904223;
  return (state >> 8) % fails_one_in == 0;
}

void* allocated(std::size_t size, std::size_t alignment) {
  if (fails_now()) throw std::bad_alloc();
  void* block = nullptr;
  if (posix_memalign(&block, alignment < sizeof(void*) ? sizeof(void*) : alignment, size == 0 ? 1 : size) != 0) {
    throw std::bad_alloc();
  }
  return block;
}

}  // namespace

// The forms for arrays and the sized forms of delete come down to these.
void* operator new(std::size_t size) { return allocated(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) { return allocated(size, std::size_t(alignment)); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }

namespace reprise::session {

FailingNew::FailingNew(unsigned one_in, unsigned seed) {
  state = seed * 2654435761u + 1;
  fails_one_in = one_in;
}

FailingNew::~FailingNew() { fails_one_in = 0; }

}  // namespace reprise::session

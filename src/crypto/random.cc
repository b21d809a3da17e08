// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>

#include <openssl/rand.h>
#include <pthread.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/secret_bytes.h"

namespace reprise::crypto {

// Four blocks on one page. A page of zeroes, as it is new or in a child, means: all blocks idle and empty.
struct SystemRandom::Page {
  struct Block {
    std::atomic<std::uint32_t> busy;
    std::uint32_t rest;  // bytes not given out yet: the last of `bytes`
    std::uint8_t bytes[1016];
  };
  Block blocks[4];
};

namespace {

constexpr std::size_t kPageSize = 4096;
constexpr unsigned kNumBlocks = 4;

bool generate(const Algorithms& algorithms, MutableBytes out) {
  return RAND_bytes_ex(algorithms.library_context(), out.data(), out.size(), 0) > 0;
}

// The block that a thread tries first, so that threads seldom share one.
unsigned first_block() { return unsigned((std::uint64_t(pthread_self()) >> 12) * 0x9e3779b97f4a7c15u >> 62); }

}  // namespace

SystemRandom::SystemRandom(Ref<const Algorithms> algorithms) : algorithms_(std::move(algorithms)), page_(nullptr) {
  static_assert(sizeof(Page) == kPageSize);
  void* page = mmap(nullptr, kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return;
  if (madvise(page, kPageSize, MADV_WIPEONFORK) != 0) {
    munmap(page, kPageSize);
    return;
  }
  madvise(page, kPageSize, MADV_DONTDUMP);
  page_ = static_cast<Page*>(page);
}

SystemRandom::~SystemRandom() {
  if (page_ == nullptr) return;
  wipe({reinterpret_cast<std::uint8_t*>(page_), kPageSize});
  munmap(page_, kPageSize);
}

// Fills `out`, at most one block long, from an idle block. False when all are busy or the generator failed.
bool SystemRandom::fill_pooled(MutableBytes out) {
  const unsigned first = first_block();
  for (unsigned i = 0; i < kNumBlocks; ++i) {
    auto& block = page_->blocks[(first + i) % kNumBlocks];
    if (block.busy.exchange(1, std::memory_order_acquire) != 0) continue;
    if (block.rest < out.size()) block.rest = generate(*algorithms_, block.bytes) ? sizeof block.bytes : 0;
    const bool filled = block.rest >= out.size();
    if (filled) {
      const MutableBytes used(block.bytes + sizeof block.bytes - block.rest, out.size());
      std::ranges::copy(used, out.begin());
      wipe(used);
      block.rest -= std::uint32_t(out.size());
    }
    block.busy.store(0, std::memory_order_release);
    return filled;
  }
  return false;
}

Result<> SystemRandom::fill(MutableBytes out) {
  if (out.empty()) return success();
  const bool poolable = page_ != nullptr && out.size() <= sizeof(Page::Block::bytes) / 4;
  if ((poolable && fill_pooled(out)) || generate(*algorithms_, out)) return success();
  return fail(Alert::internal_error, Reason::internal);
}

Result<> SystemRandom::fill_private(MutableBytes out) {
  if (RAND_priv_bytes_ex(algorithms_->library_context(), out.data(), out.size(), 0) > 0) return success();
  return fail(Alert::internal_error, Reason::internal);
}

}  // namespace reprise::crypto

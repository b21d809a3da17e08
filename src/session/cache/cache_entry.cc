// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache_entry.h"

#include <algorithm>
#include <utility>

namespace reprise::session {

EntryPool::Chunk::Chunk(std::size_t len) {
  // Plain memory with room to align the entries: asking malloc for aligned memory costs several times as much.
  std::size_t room = len * (sizeof(CacheEntry) + sizeof(EntryLinks)) + alignof(CacheEntry) - 1;
  memory = std::make_unique_for_overwrite<std::byte[]>(room);
  void* start = memory.get();
  entries = static_cast<CacheEntry*>(std::align(alignof(CacheEntry), len * sizeof(CacheEntry), start, room));
  links = reinterpret_cast<EntryLinks*>(entries + len);
}

void EntryPool::grow() {
  if (capacity_ >= kChunkLen) {
    chunks_.emplace_back(kChunkLen);
    capacity_ += kChunkLen;
    return;
  }
  const EntryIndex larger = capacity_ == 0 ? kFirstLen : 2 * capacity_;
  Chunk chunk(larger);
  if (chunks_.empty()) {
    chunks_.push_back(std::move(chunk));
  } else {
    std::copy_n(chunks_[0].entries, end_, chunk.entries);
    std::copy_n(chunks_[0].links, end_, chunk.links);
    chunks_[0] = std::move(chunk);
  }
  capacity_ = larger;
}

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/listing.h"

#include <algorithm>
#include <cstring>

#include "capi/objects/ex_data.h"

namespace reprise::capi {
namespace {

// The first bytes of an id are as good as random ones.
unsigned long hash_of(const void* item) {
  const Bytes id = static_cast<const session::Session*>(item)->data().session_id();
  std::uint32_t start = 0;
  std::memcpy(&start, id.data(), std::min(id.size(), sizeof start));
  return start;
}

// 0 for the same id and version, as programs look sessions up by.
int compare(const void* a, const void* b) {
  const auto& left = static_cast<const session::Session*>(a)->data();
  const auto& right = static_cast<const session::Session*>(b)->data();
  return left.version() != right.version() || !std::ranges::equal(left.session_id(), right.session_id());
}

}  // namespace

std::unique_ptr<SessionListing> SessionListing::of(const session::SessionCache& cache) {
  std::unique_ptr<SessionListing> listing(new SessionListing);
  auto* table = listing->table_ = OPENSSL_LH_new(hash_of, compare);
  if (table == nullptr) return nullptr;
  cache.for_each([&](const Ref<session::Session>& session) {
    listing->sessions_.push_back(session.share());
    OPENSSL_LH_insert(table, lend(session.get(), "SSL_CTX_sessions"));
  });
  return OPENSSL_LH_error(table) == 0 ? std::move(listing) : nullptr;
}

SessionListing::~SessionListing() { OPENSSL_LH_free(table_); }

void SessionListings::keep(std::unique_ptr<SessionListing> listing) {
  const std::lock_guard lock(mutex_);
  // The former one goes with `listing`, after the lock: it may hold the last references to its sessions.
  last_[std::this_thread::get_id()].swap(listing);
}

}  // namespace reprise::capi

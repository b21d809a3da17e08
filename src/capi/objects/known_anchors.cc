// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/known_anchors.h"

#include <algorithm>
#include <utility>

#include "capi/objects/trusted.h"

namespace reprise::capi {

bool KnownAnchors::hold(X509_STORE* store, Bytes anchor) {
  const auto known = find(anchor);
  if (known && any_certificate(store, [&](const X509* one) { return one == known.get(); })) return true;
  Own<X509> found;
  const auto has_id = [&](X509* certificate) {
    const auto id = id_of(certificate);
    if (!id || !std::ranges::equal(*id, anchor)) return false;
    found = share(certificate);
    return true;
  };
  if (!any_certificate(store, has_id)) return false;
  remember(anchor, std::move(found));
  return true;
}

Own<X509> KnownAnchors::find(Bytes anchor) {
  const std::lock_guard lock(mutex_);
  const auto it = std::ranges::find_if(known_, [&](const Known& one) { return std::ranges::equal(one.id, anchor); });
  return it != known_.end() ? share(it->certificate.get()) : nullptr;
}

// No destructor runs under the lock: what has to go does so with `one`.
void KnownAnchors::remember(Bytes anchor, Own<X509> certificate) {
  Known one{{}, std::move(certificate)};
  std::ranges::copy(anchor, one.id.begin());
  const std::lock_guard lock(mutex_);
  const auto it = std::ranges::find(known_, one.id, &Known::id);
  if (it != known_.end()) {
    std::swap(*it, one);
  } else if (known_.size() < kMaxKnown) {
    known_.push_back(std::move(one));
  } else {
    std::swap(known_[std::exchange(next_, (next_ + 1) % kMaxKnown)], one);
  }
}

}  // namespace reprise::capi

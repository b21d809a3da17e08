// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/known_anchors.h"

#include <algorithm>
#include <utility>

#include "capi/objects/trusted.h"

namespace reprise::capi {

bool KnownAnchors::hold(X509_STORE* store, Bytes anchor) {
  Known one = find(anchor);
  const int before = one.place;
  if (one.certificate) {
    one.place = place_of(store, before, [&](const X509* certificate) { return certificate == one.certificate.get(); });
    if (one.place >= 0 && one.place == before) return true;
  }
  if (one.place < 0) {
    one.place = place_of(store, -1, [&](X509* certificate) {
      const auto id = id_of(certificate);
      if (!id || !std::ranges::equal(*id, anchor)) return false;
      one.id = *id;
      one.certificate = share(certificate);
      return true;
    });
  }
  if (one.place < 0) return false;
  remember(std::move(one));
  return true;
}

KnownAnchors::Known KnownAnchors::find(Bytes anchor) {
  const std::lock_guard lock(mutex_);
  const auto it = std::ranges::find_if(known_, [&](const Known& one) { return std::ranges::equal(one.id, anchor); });
  if (it == known_.end()) return {};
  return {.id = it->id, .certificate = share(it->certificate.get()), .place = it->place};
}

// No destructor runs under the lock: what has to go does so with `one`.
void KnownAnchors::remember(Known one) {
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

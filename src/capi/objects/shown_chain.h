// SPDX-License-Identifier: Apache-2.0
// A peer's certificates as objects that programs get to see.
#pragma once

#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "crypto/certificate.h"

namespace reprise::capi {

// Programs hang data on an X509 and change it, so they never see those that connections share: each connection has its
// own, parsed when first asked for. Of one thread at a time, as the connection.
class ShownChain : public RefCounted {
 public:
  // `chain` is null where the leaf alone is known. `shown_leaf`: the object for it that the program may have seen
  // already, as that of the session; may be null.
  ShownChain(const crypto::Certificate& leaf, const crypto::CertificateChain* chain, Own<X509> shown_leaf);

  bool is_of(const crypto::Certificate& leaf, const crypto::CertificateChain* chain) const {
    return leaf_.get() == &leaf && chain_.get() == chain;
  }
  // Lent for this object's lifetime. Fails as Certificate::x509().
  Result<X509*> at(std::size_t index);
  // The chain from `first` on. Lent for this object's lifetime; the same object at each call.
  Result<STACK_OF(X509)*> stack(std::size_t first);
  // Puts this chain's objects in the place of those that are shared.
  Result<> replace_shared(STACK_OF(X509)* stack);

 private:
  const crypto::Certificate& certificate(std::size_t index) const { return chain_ ? (*chain_)[index] : *leaf_; }

  Ref<const crypto::Certificate> leaf_;
  Ref<const crypto::CertificateChain> chain_;
  std::vector<Own<X509>> parsed_;  // null: not asked for yet
  Own<STACK_OF(X509)> stack_;
};

// The objects of a peer for the program of `ssl`; `chain` may be null. Of two peers at once, the one that is known and
// the candidate that a verify callback is asked about, both stay. Lent until a third is asked for, or the connection
// ends.
ShownChain& shown(const SSL* ssl, const crypto::Certificate& leaf, const crypto::CertificateChain* chain);

}  // namespace reprise::capi

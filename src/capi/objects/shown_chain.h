// SPDX-License-Identifier: Apache-2.0
// A peer's certificates as objects that programs get to see.
#pragma once

#include <memory>
#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "crypto/certificate.h"
#include "handshake/host/peer.h"

namespace reprise::capi {

class Verification;

// A peer's chain as one connection has it: the objects that programs see, and what its verification found.
//
// Programs hang data on an X509 and change it, so they never see those that connections share: each connection has its
// own, parsed when first asked for. Of one thread at a time, as the connection.
class ShownChain : public RefCounted {
 public:
  // `chain` is null where the leaf alone is known. `shown_leaf`: the object for it that the program may have seen
  // already, as that of the session; may be null.
  ShownChain(const crypto::Certificate& leaf, const crypto::CertificateChain* chain, Own<X509> shown_leaf);
  ~ShownChain();

  bool is_of(const crypto::Certificate& leaf, const crypto::CertificateChain* chain) const {
    return leaf_.get() == &leaf && chain_.get() == chain;
  }
  // The same for a peer who has proved it; also where it is known by its leaf alone, and that was verified again.
  bool is_of(const handshake::ProvenPeer& peer) const {
    if (peer.leaf() != leaf_.get()) return false;
    return chain_.get() == peer.chain() || (peer.chain() == nullptr && chain_->size() == 1);
  }
  // Has the program see `leaf`, which it may know already, as its session's, unless it has seen an object for it here.
  void see_leaf_as(Own<X509> leaf) {
    if (!parsed_.front()) parsed_.front() = std::move(leaf);
  }
  bool leaf_was_seen() const { return parsed_.front() != nullptr; }
  // Lent; null where this was not verified on this connection.
  Verification* verification() const { return verification_.get(); }
  void keep(std::unique_ptr<Verification> verification);
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
  std::unique_ptr<Verification> verification_;
};

// The objects of the peer who has proved to be it, for the program of `ssl`; there is one. Lent until there is another,
// or the connection ends.
ShownChain& shown_peer(const SSL* ssl);
// Those of a chain that somebody would be the peer by. Lent until there is another candidate, or the connection ends:
// when the peer is proved they are its own.
ShownChain& shown_candidate(const SSL* ssl, const crypto::CertificateChain& chain);

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// The trusted certificates that clients' chains ended at lately.
#pragma once

#include <openssl/x509_vfy.h>

#include <mutex>
#include <vector>

#include "base/bytes.h"
#include "capi/library/own.h"
#include "session/object/client_trust.h"

namespace reprise::capi {

// Of a context. To look at the id of each certificate in a store costs half a microsecond apiece, at each resumption;
// one that is known is still where it was, as a rule. Usable from any thread.
class KnownAnchors {
 public:
  // Whether a certificate with the id `anchor` is in `store`, which may be null, now.
  bool hold(X509_STORE* store, Bytes anchor);

 private:
  struct Known {
    session::AnchorId id;
    Own<X509> certificate;  // held, so that no other comes to lie where it lay
    int place = -1;         // in the store where it was seen last
  };
  static constexpr std::size_t kMaxKnown = 64;

  Known find(Bytes anchor);
  void remember(Known one);

  std::mutex mutex_;
  std::vector<Known> known_;  // at most kMaxKnown
  std::size_t next_ = 0;      // whose place the next one gets
};

}  // namespace reprise::capi

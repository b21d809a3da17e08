// SPDX-License-Identifier: Apache-2.0
// What C programs hang on a session: application data (SSL_SESSION_set_ex_data(3)) and objects made for their getters.
//
// A session gets its application data when a program first gets to see it, so that connections whose sessions nobody
// looks at pay nothing: whoever hands an SSL_SESSION* to C calls lend() or hand_over().
#pragma once

#include <atomic>

#include "base/result.h"
#include "capi/objects/context_sessions.h"

namespace reprise::capi {

// A session's peers as the objects that programs see, newest first: each stays where it is when the session gets
// another. Copies of a session share them. From any thread.
class ShownPeers : public RefCounted {
 public:
  ~ShownPeers();
  // That of `peer`, parsed when first asked for; null when it cannot be read. Throws bad_alloc.
  X509* of(const crypto::Certificate& peer);

 private:
  struct Shown;
  std::atomic<Shown*> newest_{nullptr};
};

// What the user slot of a session (session.h) points at.
struct SessionExtras {
  ~SessionExtras();
  CRYPTO_EX_DATA ex_data{};
  std::atomic<EVP_PKEY*> peer_rpk{nullptr};  // made by SSL_SESSION_get0_peer_rpk
  std::atomic<ShownPeers*> peers{nullptr};   // owns a reference; made by shown_peer()
};

// The extras of `session`, made now if there are none; the new
// functions of all indexes then run. Null when out of memory.
SessionExtras* extras_of(session::Session& session);

// The peer's certificate as the programs that share `session` see it: an object of this session alone. Lent for its
// lifetime. Null when it has none that can be read, or there is no memory for what C hangs on it. Throws bad_alloc.
X509* shown_peer(session::Session& session);

// Lends `session` to C. Null stays null. For the ledger, `by` and `callback` tell how (ledger.h).
SSL_SESSION* lend(session::Session* session, const char* by, const void* callback = nullptr);
// Gives C a reference. Null stays null.
SSL_SESSION* hand_over(Ref<session::Session> session, const char* by, const void* callback = nullptr);

// Gives `to`, which has no extras yet, copies of the application data of `from`, through the duplication functions, and
// its peer as programs see it.
// Does nothing when `from` has none. Fails when such a function refuses.
Result<> copy_ex_data(const session::Session& from, session::Session& to);
// A copy as SSL_SESSION_dup(3) makes it, with a body of its own: programs expect that no pointer into one session is
// one into the other. Fails as copy_ex_data(); throws bad_alloc.
Result<Ref<session::Session>> copy_session(const session::Session& source);

}  // namespace reprise::capi

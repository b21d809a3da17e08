// SPDX-License-Identifier: Apache-2.0
// A client's sessions in a store, where other processes of the same user find them too.
//
// What a peer's sessions are called in the store is what StoreSealer::name() makes of  peer key[32] | place[1]: 
// places 0 to kNumTickets - 1 hold a ticket of TLS 1.3 each, the one after them a session of TLS 1.2. Values are
// stored_session.h's, sealed.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>

#include "base/clock.h"
#include "base/ref.h"
#include "crypto/certificate_interner.h"
#include "session/client/peer_key.h"
#include "session/client/store.h"
#include "session/client/store_sealer.h"
#include "session/object/session.h"

namespace reprise::session {

struct ClientStoreCounters {
  std::uint64_t stored = 0;
  std::uint64_t not_stored = 0;   // the store refused, or did not answer in time
  std::uint64_t taken = 0;
  std::uint64_t unavailable = 0;  // lookups that the store refused, or did not answer in time
  std::uint64_t unreadable = 0;   // values that were damaged, or sealed under another secret
};

// Safe to call from any thread. A call takes as long as the store takes, at most kDeadline for each question to it. A
// store that did not answer in time is not asked again for kRest_s: nothing that it keeps is worth waiting each time.
class ClientStore {
 public:
  static constexpr Milliseconds kDeadline{50};  // a full handshake takes about as long
  static constexpr std::int64_t kRest_s = 10;
  static constexpr unsigned kNumTickets = 4;    // of TLS 1.3 that are kept for one peer

  // `certificates` must outlive it. `first_place` is where the first ticket goes, the next one the place after it,
  // and so on: processes that begin differently overwrite fewer of each other's.
  ClientStore(std::unique_ptr<SessionStore> store, std::unique_ptr<StoreSealer> sealer,
                 crypto::CertificateInterner& certificates, unsigned first_place);

  // Keeps `session` if it may be offered at `now`: a ticket in place of the oldest one put here, a session of TLS 1.2
  // in place of the one that is there.
  void put(const PeerKey& peer, const Session& session, UnixSeconds now);
  // A session of `peer` to offer, or null. A ticket of TLS 1.3 is taken out of the store: nobody else is given it.
  Ref<Session> take(const PeerKey& peer, UnixSeconds now);
  // Drops all sessions of `peer`.
  void forget(const PeerKey& peer, UnixSeconds now);

  ClientStoreCounters counters() const;

 private:
  static constexpr UnixSeconds kNeverAsked = std::numeric_limits<UnixSeconds>::min();
  struct Found {
    StoreOutcome outcome = StoreOutcome::unavailable;
    Ref<Session> session{};
  };

  Result<StoreName> name(const PeerKey& peer, unsigned place) const;
  bool rests(UnixSeconds now) const;
  StoreOutcome noted(StoreOutcome outcome, UnixSeconds now);
  bool store(const PeerKey& peer, const Session& session, UnixSeconds now);
  Found find(const PeerKey& peer, unsigned place, UnixSeconds now);
  Ref<Session> take_any(const PeerKey& peer, UnixSeconds now);

  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<StoreSealer> sealer_;
  crypto::CertificateInterner& certificates_;
  std::atomic<unsigned> next_place_;
  std::atomic<UnixSeconds> asked_too_much_{kNeverAsked};  // when the store last failed to answer in time
  std::atomic<std::uint64_t> stored_{0}, not_stored_{0}, taken_{0}, unavailable_{0}, unreadable_{0};
};

}  // namespace reprise::session

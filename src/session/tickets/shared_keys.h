// SPDX-License-Identifier: Apache-2.0
// Ticket keys that machines share: given from outside, in the layout of RFC 5077, 4, and replaced while in use.
#pragma once

#include <shared_mutex>
#include <span>
#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "session/tickets/rfc5077_keys.h"

namespace reprise::session {

// The first key seals, all open. Safe to use from any thread.
class SharedTicketKeys {
 public:
  // `random` and `certificates` must outlive this object.
  SharedTicketKeys(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                   crypto::CertificateInterner& certificates)
      : algorithms_(std::move(algorithms)), random_(random), certificates_(certificates) {}

  // Puts these, of kRfc5077KeysLen bytes each, in place of all before; what those sealed opens no more unless they are
  // among them. Fails with invalid_ticket_keys_length, and then changes nothing. No keys: nothing is sealed or opened.
  Result<> set(std::span<const Bytes> keys);
  // Fails with not_supported when there are no keys, else as Rfc5077Keys::seal().
  Result<SealedTicket> seal(const Session& session, UnixSeconds now) const;
  // As Rfc5077Keys::open(); `renew` for what another than the first key has sealed.
  UnsealedTicket open(Bytes ticket, UnixSeconds now) const;

  std::vector<TicketKeyInfo> keys() const;

 private:
  using Keys = std::vector<Ref<const Rfc5077Keys>>;
  Keys share() const;

  Ref<const crypto::Algorithms> algorithms_;
  crypto::Random& random_;
  crypto::CertificateInterner& certificates_;
  mutable std::shared_mutex mutex_;  // guards keys_
  Keys keys_;
};

}  // namespace reprise::session

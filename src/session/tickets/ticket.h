// SPDX-License-Identifier: Apache-2.0
// A ticket is a session sealed under keys that only our servers hold (RFC 5077, 4; RFC 8446, 4.6.1).
//
//   key_name[16] | nonce[12] | AES-256-GCM(payload, see ticket_payload.h) | tag[16], with the key name as additional
//   data
//
// The nonce is made of randomness and of the payload (crypto/synthetic_nonce.h): copies of a machine that hold the same
// keys and draw the same bytes repeat none for different sessions. docs/formats/ticket.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <shared_mutex>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "reprise/ticket_options.h"
#include "session/object/session.h"
#include "session/tickets/ticket_payload.h"

namespace reprise::session {

inline constexpr std::size_t kTicketKeyNameLen = 16;

using TicketKeyName = std::array<std::uint8_t, kTicketKeyNameLen>;
using v0::SealedTicket;
using v0::TicketKeyInfo;
using v0::TicketKeyRole;
using v0::TicketOptions;

// Seals and opens tickets with a ring of keys that rotates by the clock handed in: next, current, and old ones that
// still open. Safe to call from any thread. Keys are wiped when they are dropped.
// Processes that are forked after prepare() go through the same keys at the same times and open each other's tickets.
class TicketSealer {
 public:
  // `random` and `certificates` must outlive the sealer.
  TicketSealer(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
               crypto::CertificateInterner& certificates, const TicketOptions& options = {});
  ~TicketSealer();

  // Makes the first keys, which the first seal() does otherwise. Fails when libcrypto has no randomness.
  Result<> prepare(UnixSeconds now);
  // Fails with bad_cipher when the session has no cipher suite, with too_long when the ticket would pass
  // kMaxTicketLen.
  Result<SealedTicket> seal(const Session& session, const ScopeHash& scope, UnixSeconds now);
  // Never fails: what cannot be opened is a full handshake.
  UnsealedTicket open(Bytes ticket, const ScopeHash& scope, UnixSeconds now);

  // The names of the keys in the ring, never the keys.
  std::vector<TicketKeyInfo> keys() const;
  // Retires all keys: tickets sealed so far no longer open.
  void forget_keys();

 private:
  struct Key;
  struct Ring;

  Ref<const Ring> ring() const;
  Result<Ref<const Ring>> sealing_ring(UnixSeconds now);
  Ref<const Ring> opening_ring(Bytes name, UnixSeconds now);
  Result<Ref<const Ring>> first_ring(UnixSeconds now);
  Result<Ref<const Ring>> rotated(const Ring& before, UnixSeconds since);
  Result<Ref<const Ring>> ring_after(const Ring& before, UnixSeconds now);
  Result<Ref<const Key>> next_key();
  Result<> write(const Session& session, const ScopeHash& scope, ByteVector& out);

  Ref<const crypto::Algorithms> algorithms_;
  crypto::Random& random_;
  crypto::CertificateInterner& certificates_;
  TicketOptions options_;
  LeftOutCertificates left_out_;
  mutable std::shared_mutex mutex_;  // guards ring_
  Ref<const Ring> ring_;
  SecretArray<32> seed_;             // what the keys after those of ring_ are made of; guarded by mutex_
};

}  // namespace reprise::session

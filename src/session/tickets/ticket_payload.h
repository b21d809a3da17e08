// SPDX-License-Identifier: Apache-2.0
// What is inside a ticket once it is opened.
//
//   format[1] = 2 | scope[16] | has_peer_hash[1] | peer_hash[32] if so | session as DER
//
// The scope a ticket was made in (virtual host, client CAs, verify mode, id context: a hash that the caller makes of
// them) is sealed with the session and compared when it is opened: it is authenticated as well as additional data would
// be, and a ticket that was carried across is told from one that was altered. Neither is resumed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "session/object/session.h"
#include "session/object/session_der.h"
#include "session/object/why_not_resumed.h"

namespace reprise::session {

// A ticket above it is not issued, whoever seals: it would not fit into the 2^14 bytes of one record with the message
// around it, and there are peers that take no longer NewSessionTicket.
inline constexpr std::size_t kMaxTicketLen = 16'000;
inline constexpr std::uint32_t kMaxTicketLifetime_s = 604800;  // RFC 8446, 4.6.1: MUST NOT use any value greater

using ScopeHash = std::array<std::uint8_t, 32>;  // a hash; of no meaning here
using CertificateHash = std::array<std::uint8_t, 32>;  // SHA-256 of the DER

// The session in a ticket, or null and why.
struct UnsealedTicket {
  Ref<Session> session{};
  WhyNotResumed why = WhyNotResumed::resumed;
  bool renew = false;  // sealed under a key that no longer seals: better to send a new one
};

// The certificates that did not fit into tickets, by hash. Keeps the last few. Safe to call from any thread.
class LeftOutCertificates {
 public:
  void keep(const CertificateHash& hash, const crypto::Certificate& certificate);
  Ref<const crypto::Certificate> find(const CertificateHash& hash) const;

 private:
  static constexpr std::size_t kNumKept = 32;
  struct Kept {
    CertificateHash hash;
    Ref<const crypto::Certificate> certificate;
  };
  mutable std::mutex mutex_;
  std::array<Kept, kNumKept> kept_;
  std::size_t next_ = 0;
};

// The SHA-256 of a certificate.
Result<CertificateHash> hash_of(const crypto::Algorithms& algorithms, const crypto::Certificate& certificate);

// Appends the payload: in full when `peer_hash` is null, else with that in place of the peer's certificate. It holds
// the secret: seal it in place or wipe it. Fails as encode_session() does.
Result<> append_ticket_payload(const Session& session, const ScopeHash& scope, const CertificateHash* peer_hash,
                               ByteVector& out);
// Bytes that it appends, or 0 when it fails.
std::size_t ticket_payload_len(const Session& session, const CertificateHash* peer_hash);

// The session in `payload` if it is of `scope`, whole and still good at `now`.
UnsealedTicket read_ticket_payload(Bytes payload, const ScopeHash& scope, crypto::CertificateInterner& certificates,
                                 const LeftOutCertificates& left_out, UnixSeconds now);

// The lifetime to announce for a ticket of `session` whose key opens until `opens_until`: seconds, at most a week
// (RFC 8446, 4.6.1), and not past the end of the session's chain of resumptions.
std::uint32_t ticket_lifetime(const Session& session, UnixSeconds opens_until, UnixSeconds now);

}  // namespace reprise::session

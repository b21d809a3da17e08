// A ticket is a session sealed under keys that only our servers hold (RFC 5077, 4; RFC 8446, 4.6.1).
//
//   key_name[16] | nonce[12] | AES-256-GCM(sealed session) | tag[16], with the key name as additional data
//
// The scope a ticket was made in (virtual host, client CAs, verify mode, id context: a hash that the caller makes of them)
// is sealed with the session and compared when it is opened. A ticket that is carried across is told from one that was
// altered, and neither is resumed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "session/session.h"
#include "session/why_not_resumed.h"

namespace reprise::session {

inline constexpr std::size_t kTicketKeyNameLen = 16;
inline constexpr std::uint32_t kMaxTicketLifetime_s = 604800;  // RFC 8446, 4.6.1: MUST NOT use any value greater

using TicketKeyName = std::array<std::uint8_t, kTicketKeyNameLen>;
using TicketScope = std::array<std::uint8_t, 32>;

struct TicketOptions {
  std::int64_t rotation_s = 12 * 3600;         // how long a key seals before the next one takes over
  std::int64_t overlap_s = kMaxTicketLifetime_s;  // how long it opens after that
  std::size_t max_ticket_len = 8192;           // above, the peer's certificate is left out and named by its hash
};

// The session in a ticket, or null and why.
struct OpenedTicket {
  Ref<Session> session{};
  WhyNotResumed why = WhyNotResumed::resumed;
  bool renew = false;  // sealed under a key that no longer seals: better to send a new one
};

struct SealedTicket {
  ByteVector bytes;
  std::uint32_t lifetime_s;  // to announce: what is left of the session, at most what is left of the key
};

struct TicketKeyInfo {
  enum class Role : std::uint8_t { next, current, old };
  TicketKeyName name;
  Role role;
  UnixSeconds opens_until;
};

// Seals and opens tickets with a ring of keys that rotates by the clock handed in: next, current, and old ones that
// still open. Safe to call from any thread. Keys are made at the first use and wiped when they are dropped.
class TicketSealer {
 public:
  // The three must outlive the sealer, but for `algorithms`, of which it takes a share.
  TicketSealer(Ref<const crypto::Algorithms> algorithms, crypto::Random& random, crypto::CertificateInterner& certificates,
               const TicketOptions& options = {});
  ~TicketSealer();

  // Fails with internal_error when the session has no cipher suite or the ticket would pass 65535 bytes.
  Result<SealedTicket> seal(const Session& session, const TicketScope& scope, UnixSeconds now);
  // Never fails: what cannot be opened is a full handshake.
  OpenedTicket open(Bytes ticket, const TicketScope& scope, UnixSeconds now);

  // The names of the keys in the ring, never the keys.
  std::vector<TicketKeyInfo> keys() const;
  // Retires all keys: tickets sealed so far no longer open.
  void forget_keys();

 private:
  struct Key;
  struct Ring;
  class LeftOut;

  Result<Ref<const Ring>> ring_at(UnixSeconds now);
  Result<Ref<const Key>> make_key() const;
  Result<Ref<const Ring>> rotate(UnixSeconds now);
  Result<ByteVector> payload_of(const Session& session, const TicketScope& scope);
  OpenedTicket read_payload(Bytes payload, const TicketScope& scope, UnixSeconds now);

  Ref<const crypto::Algorithms> algorithms_;
  crypto::Random& random_;
  crypto::CertificateInterner& certificates_;
  TicketOptions options_;
  std::unique_ptr<LeftOut> left_out_;
  mutable std::shared_mutex mutex_;  // guards ring_
  Ref<const Ring> ring_;
};

}  // namespace reprise::session

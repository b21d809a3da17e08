// SPDX-License-Identifier: Apache-2.0
// Where sessions are kept, found and made to be found again.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "handshake/host/answers.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

struct Facts;

// A session that a ticket or an identity led to, or the reason why there is none.
struct FoundToResume {
  Ref<session::Session> session{};
  session::WhyNotResumed why{};
  bool renew = false;        // TLS 1.2: send a new ticket all the same
  bool no_ticket = false;    // TLS 1.2, not found: send no new ticket either
  bool from_cache = false;   // held by a cache, so that a stale one is removed from it
  bool external_psk = false; // TLS 1.3: not made by a handshake; its binder key says so
};

struct IssuedTicket {
  ByteVector bytes;            // empty: issue no ticket (TLS 1.2 sends an empty one)
  std::uint32_t lifetime = 0;  // seconds to announce
};

// A master secret that comes from elsewhere, and the suite to use it with.
struct KnownSecret {
  SecretBytes master_secret;                // 48 bytes
  const wire::CipherSuite* suite = nullptr;  // null: the one that would be chosen anyway
};

// Absent: nothing is kept, so that nothing is resumed.
class SessionKeeper {
 public:
  // A session came into being (or, in TLS 1.3, a ticket for one): put it in the cache, tell the application. Called
  // once the handshake cannot fail any more. `facts.session` is already the new one.
  virtual void publish(const Ref<session::Session>& /*session*/, const Facts&) {}
  // A session must not be used again (fatal alert, single use): out of the cache, marked not resumable. Returns true
  // when the cache held it: the proof of single use that 0-RTT needs (RFC 8446, 8.1).
  virtual bool retire(const Ref<session::Session>& /*session*/) { return false; }

  // --- Server
  // Looks a TLS 1.2 session id up. Empty: not found.
  virtual Answer<FoundToResume> find_session(Bytes /*id*/) { return std::optional(FoundToResume{}); }
  // Opens a ticket: the extension of TLS 1.2, which is empty when the client asks for one, or a PSK identity of TLS 1.3
  // (stateless or stateful, the Host knows which).
  virtual Answer<FoundToResume> open_ticket(Bytes /*ticket*/, std::uint16_t /*version*/) {
    return std::optional(FoundToResume{});
  }
  // A session id for a new TLS 1.2 session that will be cached. The default: none, so that it can be resumed by
  // ticket only.
  virtual Result<ByteVector> new_session_id() { return ByteVector{}; }
  // Whether a full handshake that could be resumed may be (SSL_CTX_set_not_resumable_session_callback).
  virtual bool may_be_resumed(bool /*forward_secure*/) { return true; }
  // Seals or stores `session` and returns what the client is to keep.
  virtual Result<IssuedTicket> issue_ticket(session::Session& /*session*/, std::uint16_t /*version*/) {
    return IssuedTicket{};
  }
  // The outcome of looking for a session, as soon as it is known, for statistics.
  virtual void resumption_decided(session::WhyNotResumed, bool /*resumed*/) {}
  // TLS 1.2: the master secret that both sides know already (EAP-FAST, RFC 4851, 5.1); nothing: there is none. Asked
  // when no session was found; the handshake is then abbreviated. On clients only with a ticket on offer.
  virtual std::optional<KnownSecret> known_secret(const Facts&) { return std::nullopt; }

  // --- Client
  // The session to offer when the program has offered none; asked once, before the first ClientHello. Null: none.
  virtual Ref<session::Session> session_to_offer() { return nullptr; }
  // Overrides the body of the session_ticket extension (EAP-FAST's PAC); nothing: the session's own.
  virtual std::optional<ByteVector> session_ticket_extension() { return std::nullopt; }

 protected:
  ~SessionKeeper() = default;
};

}  // namespace reprise::handshake

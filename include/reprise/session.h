// SPDX-License-Identifier: Apache-2.0
// A session: what a client and a server keep of a handshake to spare themselves the next one (RFC 8446, 2.2; RFC
// 5246, 7.3; RFC 5077).
//
// A session that exists is published: what it holds does not change any more, so any number of threads may read it
// without a lock. An edit is a copy: SessionBuilder takes what a session holds, changes that, and publishes another.
// The one thing that happens to a session is that it is spent: a TLS 1.3 client used it up, or a connection failed with
// it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/time.h"

namespace reprise::api {
struct SessionDraft;
}

namespace reprise::v0 {

// As on the wire (RFC 8446, 4.2.1). Others may stand in sessions that come from elsewhere.
enum class Version : std::uint16_t { tls12 = 0x0303, tls13 = 0x0304 };

enum class ExtendedMasterSecret : std::uint8_t { not_used, used };  // RFC 7627

class Session;  // only ever seen through a Ref or a SessionView
REPRISE_API void retain_object(const Session* session) noexcept;
REPRISE_API void release_object(const Session* session) noexcept;

// A borrowed session and what it holds. Bytes and text that a getter lends live as long as somebody owns the session;
// what is absent is empty. Safe to use from any thread.
template <>
class REPRISE_API Borrowed<const Session> {
 public:
  Borrowed(const Ref<const Session>& owner);        // aborts when `owner` is empty
  Borrowed(const Ref<const Session>&&) = delete;    // its session may go before the view does
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  static void* operator new(std::size_t) = delete;
  static void* operator new[](std::size_t) = delete;

  // A reference of one's own, to keep.
  [[nodiscard]] Ref<const Session> share() const;
  const Borrowed* operator->() const { return this; }

  Version version() const;
  std::uint16_t cipher_suite() const;            // IANA's number; 0: none
  std::string_view cipher_suite_name() const;    // IANA's name, static storage; empty: not known here
  std::uint16_t key_exchange_group() const;      // IANA's number (RFC 8446, 4.2.7); 0: none
  bool extended_master_secret() const;           // RFC 7627

  Bytes id() const;                              // at most 32 bytes; TLS 1.2 servers look it up (RFC 5246, 7.4.1.3)
  Bytes id_context() const;                      // at most 32 bytes: which of a server's parts made it
  Bytes ticket() const;                          // RFC 5077, 3.3; RFC 8446, 4.6.1
  std::chrono::seconds ticket_lifetime() const;  // as announced with the ticket; 0: not announced
  std::uint32_t ticket_age_add() const;          // added to the ticket's age in milliseconds (RFC 8446, 4.2.11.1)
  Bytes application_data() const;                // a server's own, carried in its tickets
  std::uint32_t max_early_data_bytes() const;    // 0-RTT (RFC 8446, 4.2.10); 0: none allowed

  std::string_view server_name() const;          // RFC 6066, 3
  std::string_view application_protocol() const; // RFC 7301
  Bytes peer_certificate() const;                // DER of the peer's own certificate (RFC 5280, 4.1)
  long verify_result() const;                    // of the full handshake: libcrypto's X509_V_ code, 0 is good

  Time made_at() const;
  std::chrono::seconds timeout() const;          // from made_at()
  bool expired(Time now) const;                  // more than timeout() after made_at()
  // When the full handshake was that this session goes back to, through however many resumptions. Nothing: not known.
  std::optional<Time> full_handshake_at() const;
  // There is an id or a ticket to offer, and nobody has marked the session as spent. Does not look at the time.
  bool resumable() const;

  // The master secret (TLS 1.2) or the pre-shared key (TLS 1.3): a copy.
  Secret secret() const;
  std::size_t heap_bytes() const;                // that the session takes up, certificates not counted

 private:
  friend struct RefAccess;  // of Reprise's own sources
  explicit Borrowed(const Session* session) : session_(session) {}
  const Session* session_;
};

using SessionView = Borrowed<const Session>;

// Makes sessions: new ones, and changed copies of others. What a setter is given is copied. A value that no session
// can hold is reported by publish(), the first one if there are several. One thread at a time.
class REPRISE_API SessionBuilder {
 public:
  SessionBuilder();                                      // an empty session, made at the epoch, with a timeout of 304 s
  explicit SessionBuilder(const SessionView& original);  // all that `original` holds
  SessionBuilder(SessionBuilder&&) noexcept;
  SessionBuilder& operator=(SessionBuilder&&) noexcept;
  ~SessionBuilder();

  SessionBuilder& version(Version version);
  SessionBuilder& cipher_suite(std::uint16_t number);
  SessionBuilder& extended_master_secret(ExtendedMasterSecret use);
  SessionBuilder& secret(Bytes secret);          // at most 512 bytes
  SessionBuilder& id(Bytes id);                  // at most 32 bytes
  SessionBuilder& id_context(Bytes context);     // at most 32 bytes
  SessionBuilder& ticket(Bytes ticket);          // an empty one takes it away; so for those below
  SessionBuilder& ticket_lifetime(std::chrono::seconds lifetime);
  SessionBuilder& ticket_age_add(std::uint32_t milliseconds);
  SessionBuilder& application_data(Bytes data);
  SessionBuilder& max_early_data_bytes(std::uint32_t limit);
  SessionBuilder& server_name(std::string_view name);
  SessionBuilder& application_protocol(std::string_view protocol);
  SessionBuilder& made_at(Time time);
  SessionBuilder& timeout(std::chrono::seconds timeout);
  SessionBuilder& not_resumable();

  // A session that holds what was set so far; the builder may go on and publish others. Fails with bad_value for an
  // impossible time or length of time, with too_long for bytes beyond their limit, without an alert.
  Result<Ref<const Session>> publish() const;

 private:
  std::unique_ptr<api::SessionDraft> draft_;
};

// The session in `der`, all of it, as OpenSSL's programs and libraries write it too (SSL_SESSION_ASN1). One without a
// time was made `now`. Fails with bad_data, unknown_cipher_returned or unsupported_protocol, without an alert.
REPRISE_API Result<Ref<const Session>> session_from_der(const Library& library, Bytes der, Time now);
// The first session in PEM text, "SSL SESSION PARAMETERS". Fails as above, or with pem_library when there is none.
REPRISE_API Result<Ref<const Session>> session_from_pem(const Library& library, std::string_view pem, Time now);
// The DER or PEM form; it holds the session's secret in the clear. Fails with bad_cipher when there is no cipher suite.
REPRISE_API Result<Secret> der_of(const SessionView& session);
REPRISE_API Result<Secret> pem_of(const SessionView& session);

}  // namespace reprise::v0

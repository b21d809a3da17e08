// SPDX-License-Identifier: Apache-2.0
// The outside, as a handshake sees it: every question that only the application, a store or libcrypto's X.509 can
// answer.
//
// A handshake calls its Host in the middle of a step, with no lock held. A Host that cannot answer yet says so
// (`not_yet()`): the state stays what it was and asks the same question again when the connection is driven next, so a
// callback that wants to be asked later is the ordinary case. A Host that fails returns the Error to report.
//
// The Host may replace the Config while it answers (SSL_set_SSL_CTX in a server name callback, SSL_use_certificate in a
// certificate callback): states read config() afresh after each question.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/certificate.h"
#include "crypto/certificate_interner.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "handshake/host/config.h"
#include "handshake/host/security_question.h"
#include "reprise/answer.h"
#include "session/object/client_trust.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"
#include "session/tickets/ticket_payload.h"
#include "wire/codec/writer.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake {

struct Facts;

using v0::Answer;
using v0::not_yet;
inline Answer<> answered() { return std::optional<Unit>{Unit{}}; }

// What became of the client's server_name. `warned`: ignored, and TLS 1.2 tells the client so by a warning.
enum class ServerName : std::uint8_t { accepted, ignored, warned };

// A protocol chosen out of the client's list; `none` goes on without ALPN.
struct AlpnChoice {
  bool none = true;
  std::string_view protocol{};  // points into the client's list or into memory that outlives the call
};

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

// A key agreed on beforehand, as TLS 1.3 offers it (RFC 8446, 2.2). `session` holds key, suite and version.
struct ExternalPsk {
  ByteVector identity;
  Ref<session::Session> session;
};

// A master secret that comes from elsewhere, and the suite to use it with.
struct KnownSecret {
  SecretBytes master_secret;                // 48 bytes
  const wire::CipherSuite* suite = nullptr;  // null: the one that would be chosen anyway
};

// The verdict on a peer's chain. `accepted` is false when the handshake must end with `alert`; `result` is an X509_V_
// code either way.
struct Verdict {
  bool accepted = false;
  Alert alert = Alert::bad_certificate;
  long result = 0;
  // Of a server's: trust_scope() as it was when the certificates were looked at, whatever settings become afterwards.
  session::TrustScope scope{};
  std::optional<session::AnchorId> anchor{};  // of a good one: the trusted certificate at the chain's end
};

// Which message an extension stands in, for custom extensions.
enum class ExtensionPlace : std::uint8_t {
  client_hello, tls12_server_hello, tls13_server_hello, hello_retry_request, encrypted_extensions, certificate,
  certificate_request, new_session_ticket,
};

class Host {
 public:
  // The current settings; valid until the next call to this Host.
  virtual const Config& config() const = 0;
  virtual TimePoint now() const = 0;
  virtual crypto::Random& random() = 0;
  virtual crypto::CertificateInterner& certificates() = 0;

  // Called for every secret that key log files hold, when wants_key_log() is true. `label` as in the NSS key log
  // format.
  virtual bool wants_key_log() const { return false; }
  virtual void log_key(std::string_view /*label*/, Bytes /*client_random*/, Bytes /*secret*/) {}

  // The certificates to send with a credential that is a lone leaf, the leaf first. Asked each time they are sent.
  virtual Result<Ref<const crypto::CertificateChain>> chain_to_send(const Credential& credential) {
    return credential.chain.share();
  }

  // Whether the security level or callback lets an algorithm be used. The default allows everything.
  virtual bool allows(const SecurityQuestion&) { return true; }

  // The verdict on a chain that the peer sent, of at least one certificate. That it is the peer's own is proved after
  // the verdict: nobody else may be shown it. `facts` lends what is known so far, ocsp_response among it.
  virtual Answer<Verdict> verify_peer(const crypto::CertificateChain& candidate, const Facts& facts) = 0;

  // A session came into being (or, in TLS 1.3, a ticket for one): put it in the cache, tell the application. Called
  // once the handshake cannot fail any more. `facts.session` is already the new one.
  virtual void publish(const Ref<session::Session>& session, const Facts& facts) = 0;
  // A session must not be used again (fatal alert, single use): out of the cache, marked not resumable. Returns true
  // when the cache held it: the proof of single use that 0-RTT needs (RFC 8446, 8.1).
  virtual bool retire(const Ref<session::Session>& session) = 0;

  // The signature of `content` by a scheme that suits the key of `credential`. Asked again with the same content.
  virtual Answer<ByteVector> sign(const Credential& credential, crypto::SignatureScheme scheme, Bytes content) {
    return std::optional(TRY(credential.key->sign(scheme, content)));
  }

  // DER names of the CAs that the peer's certificate should come from: a server's for its CertificateRequest, a
  // client's for its ClientHello. Asked when they are sent. Empty: any.
  virtual std::vector<ByteVector> certificate_authorities() { return {}; }

  // Custom extensions (SSL_CTX_add_custom_ext): write ours, take the peer's. `chain_index` counts Certificate entries.
  virtual bool has_custom_extensions() const { return false; }
  virtual Result<> write_custom_extensions(ExtensionPlace, std::size_t /*chain_index*/, wire::Writer&) {
    return success();
  }
  // True when one of ours has that type.
  virtual bool knows_custom_extension(ExtensionPlace, std::uint16_t /*type*/) { return false; }
  // Takes those of ours that are among `extensions`, once all else that the message says is known.
  virtual Result<> read_custom_extensions(ExtensionPlace, const wire::ExtensionList& /*extensions*/,
                                          std::size_t /*chain_index*/) {
    return success();
  }
  // Server: a session that the callbacks were shown as resumed is not taken up after all. Takes those of the
  // ClientHello that were passed over for its sake.
  virtual Result<> read_passed_over_extensions(const wire::ExtensionList&) { return success(); }

  // --- Server
  // A ClientHello has arrived and is well formed; nothing has been negotiated. It lends its bytes for the call. Asked
  // about each: after a HelloRetryRequest there is a second one.
  virtual Answer<> client_hello(const wire::ClientHello&) { return answered(); }
  // Chooses by server_name (empty: none sent); may change config(). Fails with unrecognized_name to refuse.
  virtual Answer<ServerName> server_name(std::string_view) { return std::optional(ServerName::ignored); }
  // Looks a TLS 1.2 session id up. Empty: not found.
  virtual Answer<FoundToResume> find_session(Bytes /*id*/) { return std::optional(FoundToResume{}); }
  // Opens a ticket: the extension of TLS 1.2, which is empty when the client asks for one, or a PSK identity of TLS 1.3
  // (stateless or stateful, the Host knows which).
  virtual Answer<FoundToResume> open_ticket(Bytes /*ticket*/, std::uint16_t /*version*/) {
    return std::optional(FoundToResume{});
  }
  // Looks an identity up that was agreed on beforehand (SSL_CTX_set_psk_find_session_callback).
  virtual Answer<FoundToResume> find_external_psk(Bytes /*identity*/) { return std::optional(FoundToResume{}); }
  // What a verdict on a client hangs on under the settings as they are now: sessions bear it, and serve under the same
  // only. Asked after the questions that may change settings. All zeroes: nothing that is worth comparing.
  virtual Result<session::TrustScope> trust_scope() { return session::TrustScope{}; }
  // Whether the trusted certificate that the verdict on the client of `session` rested on (client_trust) still is one.
  virtual bool still_trusts(const session::SessionData& /*session*/) { return true; }
  // A session id for a new TLS 1.2 session that will be cached. The default: none, so that it can be resumed by
  // ticket only.
  virtual Result<ByteVector> new_session_id() { return ByteVector{}; }
  // Whether a full handshake that could be resumed may be (SSL_CTX_set_not_resumable_session_callback).
  virtual bool may_be_resumed(bool /*forward_secure*/) { return true; }
  // Seals or stores `session` and returns what the client is to keep.
  virtual Result<IssuedTicket> issue_ticket(session::Session& session, std::uint16_t version) = 0;
  // The certificate callback: the last moment to set credentials. Called on both sides.
  virtual Answer<> certificate_wanted(const Facts&) { return answered(); }
  // `client_protocols` as in the extension.
  virtual Answer<AlpnChoice> choose_alpn(Bytes /*client_protocols*/) { return std::optional(AlpnChoice{}); }
  // The OCSP response to staple; empty: none.
  virtual Answer<ByteVector> ocsp_response(const Facts&) { return std::optional(ByteVector{}); }
  // The last word on 0-RTT (SSL_CTX_set_allow_early_data_cb).
  virtual bool allows_early_data() { return true; }
  // The outcome of looking for a session, as soon as it is known, for statistics.
  virtual void resumption_decided(session::WhyNotResumed, bool /*resumed*/) {}
  // Whether a TLS 1.3 client must bring a cookie before anything is kept of it (RFC 8446, 4.2.2): a hello without one
  // is answered by a HelloRetryRequest, and what must be remembered is in the cookie.
  virtual bool wants_cookie() const { return false; }
  // The key that authenticates cookies: the same for every connection that may see a cookie again.
  virtual Bytes cookie_key() const { return {}; }
  // The program's part of a cookie, 1 to 255 bytes, and its check when it comes back unaltered.
  virtual Result<ByteVector> make_cookie() { return ByteVector{}; }
  virtual bool accepts_cookie(Bytes) { return true; }
  // TLS 1.2: the master secret that both sides know already (EAP-FAST, RFC 4851, 5.1); nothing: there is none. Asked
  // when no session was found; the handshake is then abbreviated. On clients only with a ticket on offer.
  virtual std::optional<KnownSecret> known_secret(const Facts&) { return std::nullopt; }

  // --- Client
  // The session to offer when the program has offered none; asked once, before the first ClientHello. Null: none.
  virtual Ref<session::Session> session_to_offer() { return nullptr; }
  // Whether verify_peer() is asked about the peer of a session that the server takes up, as in a full handshake: where
  // the session may have been made under other terms than those of this connection.
  virtual bool verifies_again(const session::Session&) const { return false; }
  // A key agreed on beforehand, to be offered in TLS 1.3. `hash` is none in the first ClientHello, or the one that a
  // HelloRetryRequest settled on.
  virtual Answer<std::optional<ExternalPsk>> external_psk(crypto::HashAlgorithm /*hash*/) {
    return std::optional(std::optional<ExternalPsk>{});
  }
  // The server wants a certificate (facts.peer_ca_names, ...) and none of ours fits: may set credentials
  // (SSL_CTX_set_client_cert_cb).
  virtual Answer<> client_certificate_wanted(const Facts&) { return answered(); }
  // The server stapled facts.ocsp_response, or nothing although it was asked for (empty): accept by success.
  virtual Result<> check_ocsp_response(const Facts&) { return success(); }
  // Overrides the body of the session_ticket extension (EAP-FAST's PAC); nothing: the session's own.
  virtual std::optional<ByteVector> session_ticket_extension() { return std::nullopt; }

 protected:
  ~Host() = default;
};

// The answer in `expr`, or a return of State `self` unchanged (see machine.h) when there is none yet; Errors return
// as by TRY.
#define TRY_ANSWER(expr, when_not_yet)              \
  ({                                                \
    auto try_answer = (expr);                       \
    if (!try_answer.ok()) return try_answer.error(); \
    if (!try_answer.value()) return when_not_yet;   \
    std::move(*try_answer.value());                 \
  })

}  // namespace reprise::handshake

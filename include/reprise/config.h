// SPDX-License-Identifier: Apache-2.0
// What a client's or a server's connections may do, put together once and shared by all of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reprise/answer.h"
#include "reprise/cache.h"
#include "reprise/certificate.h"
#include "reprise/cookies.h"
#include "reprise/export.h"
#include "reprise/extension.h"
#include "reprise/hello.h"
#include "reprise/library.h"
#include "reprise/psk.h"
#include "reprise/result.h"
#include "reprise/security_policy.h"
#include "reprise/session.h"
#include "reprise/session_store.h"
#include "reprise/ticket.h"
#include "reprise/why_not_resumed.h"

namespace reprise::api {
struct Settings;
}

namespace reprise::v0 {

// Tells the time to the millisecond; called from whichever thread drives a connection. An empty one: the system's
// clock.
using Clock = std::function<std::chrono::sys_time<std::chrono::milliseconds>()>;

enum class VerifyPeer : std::uint8_t { yes, no };

// What a server wants of its clients (RFC 8446, 4.3.2; RFC 5246, 7.4.4).
enum class ClientCertificate : std::uint8_t { ignored, requested, required };

struct Versions {
  Version min = Version::tls12;
  Version max = Version::tls13;
};

// Algorithms, by IANA's numbers and in order of preference; of what is empty, Reprise's own choice. Fails with
// unknown_cipher_returned, unknown_group or wrong_signature_type for one that is not there.
struct AlgorithmLists {
  std::vector<std::uint16_t> cipher_suites{};
  std::vector<std::uint16_t> groups{};             // RFC 8446, 4.2.7
  std::vector<std::uint16_t> signature_schemes{};  // RFC 8446, 4.2.3
  int security_level = 2;                          // as libcrypto's (SSL_CTX_set_security_level(3)), 0 to 5
};

// A peer to be judged. Lent for the call.
struct PeerChain {
  const std::vector<Bytes>& certificates;  // DER, as the peer sent them, its own first
  Bytes ocsp_response;                     // stapled; empty: none
  long result;                             // libcrypto's X509_V_ code by our trust and name, 0 when it is good
};

// Has the last word on a peer: unit, Error of the alert that it is refused with (refusal()), or not yet. It is asked of
// each chain that a peer sends, good or bad in our eyes. That the chain is the peer's own is proved afterwards: nothing
// is to be done for it yet. Called from whichever thread drives the connection.
using JudgePeer = std::function<Answer<>(Question question, const PeerChain& peer)>;

// Takes each line of a key log file (SSLKEYLOGFILE), without its end. Whoever has the lines reads the connection.
using KeyLog = std::function<void(std::string_view line)>;

struct ClientOptions {
  // Whom to expect: the host name or IP address that the server's certificate must be for (RFC 6125). A host name is
  // sent as server_name as well (RFC 6066, 3). Must not be empty where the peer is verified.
  std::string server_name{};
  // PEM of the certificates to trust; empty: the system's.
  std::string trust_pem{};
  // no: go on whoever the server is; Connection::verify_result() tells what was found. yes: sessions are resumed if
  // their server was verified for the same name and against the same trust, and no others.
  VerifyPeer verify_peer = VerifyPeer::yes;
  // Asked instead of verify_peer. Sessions are resumed with servers that were judged under a configuration of the same
  // name and trust, and their chain is judged again.
  JudgePeer judge_server{};
  // PEM of our own certificate chain, leaf first, and its key, for servers that ask; empty: none.
  std::string certificate_pem{};
  std::string key_pem{};
  std::vector<CertificateAndKey> certificates{};  // more of them, at most one for each type of key
  std::vector<std::string> application_protocols{};  // ALPN (RFC 7301), most preferred first; 1 to 255 bytes each
  Versions versions{};
  AlgorithmLists algorithms{};
  AllowUse allow_use{};  // empty: security_level says
  std::vector<OwnExtension> extensions{};  // one for each type
  // A key agreed on beforehand, to be offered in TLS 1.3 beside a session. Nothing: none.
  std::function<Answer<std::optional<Psk>>(Question question)> psk{};
  bool request_ocsp = false;  // RFC 6066, 8: what is stapled is in Connection::ocsp_response() and PeerChain
  // Answers CertificateRequests after the handshake as well (RFC 8446, 4.6.2).
  bool post_handshake_authentication = false;
  std::size_t record_padding = 0;  // TLS 1.3: records are padded to a multiple of it, at most 16384; 0: they are not
  KeyLog key_log{};
  Clock clock{};
};

// A handle: copies mean the same settings, which do not change. Connections keep them alive. Safe to use from any
// thread.
class REPRISE_API ClientConfig {
 public:
  // Fails with pem_library where PEM cannot be read, private_key_mismatch when key and certificate do not belong
  // together, bad_value for options that contradict themselves, x509_library when the system's trust cannot be had.
  static Result<ClientConfig> make(const Library& library, const ClientOptions& options);

 private:
  friend struct ConfigAccess;  // of Reprise's own sources
  explicit ClientConfig(std::shared_ptr<const api::Settings> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<const api::Settings> inside_;
};

struct ServerOptions;

// A handle, as ClientConfig.
class REPRISE_API ServerConfig {
 public:
  // Fails as ClientConfig::make().
  static Result<ServerConfig> make(const Library& library, const ServerOptions& options);

  // Handshakes with these settings so far that came out so, `resumed` among them.
  std::uint64_t num_outcomes(WhyNotResumed why) const;

 private:
  friend struct ConfigAccess;  // of Reprise's own sources
  explicit ServerConfig(std::shared_ptr<const api::Settings> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<const api::Settings> inside_;
};

// A server by the name that clients ask for (RFC 6066, 3); whether letters are capital does not count.
struct VirtualHost {
  std::string name;
  ServerConfig config;
};

struct ServerOptions {
  // PEM of the certificate chain, leaf first, and its key.
  std::string certificate_pem{};
  std::string key_pem{};
  std::vector<CertificateAndKey> certificates{};  // more of them, at most one for each type of key
  // Clients that offer protocols but none of these are refused with no_application_protocol (RFC 7301, 3.2). Empty:
  // ALPN is ignored.
  std::vector<std::string> application_protocols{};
  // Chooses instead: one of the hello's, or "" to go on without; an Error refuses the client.
  std::function<Result<std::string>(const Hello& hello)> choose_protocol{};
  Versions versions{};
  AlgorithmLists algorithms{};
  AllowUse allow_use{};  // empty: security_level says
  std::vector<OwnExtension> extensions{};  // one for each type
  // Asked of the first hello, before there is a virtual host: those of the settings that a connection is made with.
  CookieMaker cookies{};
  ClientCertificate client_certificate = ClientCertificate::ignored;
  std::string client_trust_pem{};  // PEM of the CAs of clients, and the names they are told; needed unless ignored
  // Has the last word on a client's chain. What it judges by belongs in `scope`, if it can change.
  JudgePeer judge_client{};

  // Where sessions are kept: TLS 1.2 by id; TLS 1.3 when there is no sealer, or early data. Nothing: not at all.
  std::optional<SessionCache> cache{};
  // The same for sessions that a program keeps itself, in place of `cache`.
  std::shared_ptr<SessionStore> store{};
  // What seals tickets. Nothing: none are sent in TLS 1.2; those of TLS 1.3 name a session in the cache.
  std::optional<TicketSealer> tickets{};
  // Servers that share a cache or a sealer, and must not resume each other's sessions, have different scopes. Whether
  // clients are asked for certificates, and whose, is always part of it.
  std::string scope{};
  std::chrono::seconds session_timeout = std::chrono::hours(2);  // of sessions made from now on
  unsigned num_tickets = 2;                 // sent after a full handshake of TLS 1.3
  // TLS 1.3: tickets go out with our first application data, and not at all if there is none: a client that goes away
  // after its request is not written to.
  bool tickets_with_data = false;
  // 0-RTT data that is taken from a client (RFC 8446, 8); above 0 a cache is needed, which sees to it that it is
  // taken once only.
  std::uint32_t max_early_data_bytes = 0;
  // Clients that ask for one of these names are served with its settings, their own virtual hosts apart; the others
  // with those here.
  std::vector<VirtualHost> virtual_hosts{};
  // Chooses the settings for a client by all that it asks for; nothing: virtual_hosts do. Asked of each hello, the
  // second one after a HelloRetryRequest too.
  std::function<Answer<std::optional<ServerConfig>>(Question question, const Hello& hello)> choose_config{};
  // Finds a key that was agreed on beforehand (TLS 1.3) by what the client calls it. Nothing: it is not known. Who has
  // the key is let in by it: no certificate is asked for then, required or not (RFC 8446, 4.3.2).
  std::function<Answer<std::optional<Psk>>(Question question, Bytes identity)> find_psk{};
  // The OCSP response to staple for clients that ask (RFC 6066, 8), DER; empty: none.
  std::function<Answer<std::vector<std::uint8_t>>(Question question)> ocsp_response{};
  std::size_t record_padding = 0;  // TLS 1.3: records are padded to a multiple of it, at most 16384; 0: they are not
  KeyLog key_log{};
  Clock clock{};
};

}  // namespace reprise::v0

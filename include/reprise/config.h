// SPDX-License-Identifier: Apache-2.0
// What a client's or a server's connections may do, put together once and shared by all of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reprise/cache.h"
#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/result.h"
#include "reprise/session.h"
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

struct ClientOptions {
  // Whom to expect: the host name or IP address that the server's certificate must be for (RFC 6125). A host name is
  // sent as server_name as well (RFC 6066, 3). Must not be empty where the peer is verified.
  std::string server_name;
  // PEM of the certificates to trust; empty: the system's.
  std::string trust_pem;
  // no: go on whoever the server is; Connection::verify_result() tells what was found. yes: sessions are resumed if
  // their server was verified for the same name and against the same trust, and no others.
  VerifyPeer verify_peer = VerifyPeer::yes;
  // PEM of our own certificate chain, leaf first, and its key, for servers that ask; empty: none.
  std::string certificate_pem;
  std::string key_pem;
  std::vector<std::string> application_protocols;  // ALPN (RFC 7301), most preferred first; 1 to 255 bytes each
  Versions versions;
  Clock clock;
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
  std::string certificate_pem;
  std::string key_pem;
  // Clients that offer protocols but none of these are refused with no_application_protocol (RFC 7301, 3.2). Empty:
  // ALPN is ignored.
  std::vector<std::string> application_protocols;
  Versions versions;
  ClientCertificate client_certificate = ClientCertificate::ignored;
  std::string client_trust_pem;  // PEM of the CAs of clients, and the names they are told; needed unless ignored

  // Where sessions are kept: TLS 1.2 by id; TLS 1.3 when there is no sealer, or early data. Nothing: not at all.
  std::optional<SessionCache> cache;
  // What seals tickets. Nothing: none are sent in TLS 1.2; those of TLS 1.3 name a session in the cache.
  std::optional<TicketSealer> tickets;
  // Servers that share a cache or a sealer, and must not resume each other's sessions, have different scopes. Whether
  // clients are asked for certificates, and whose, is always part of it.
  std::string scope;
  std::chrono::seconds session_timeout = std::chrono::hours(2);  // of sessions made from now on
  unsigned num_tickets = 2;                 // sent after a full handshake of TLS 1.3
  // 0-RTT data that is taken from a client (RFC 8446, 8); above 0 a cache is needed, which sees to it that it is
  // taken once only.
  std::uint32_t max_early_data_bytes = 0;
  // Clients that ask for one of these names are served with its settings, their own virtual hosts apart; the others
  // with those here.
  std::vector<VirtualHost> virtual_hosts;
  Clock clock;
};

}  // namespace reprise::v0

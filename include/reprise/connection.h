// SPDX-License-Identifier: Apache-2.0
// One TLS connection, client or server: bytes in, bytes out (RFC 8446; RFC 5246). No sockets and no threads of its own:
// whoever owns it moves the bytes.
//
//   from the peer -> input() -> handshake(), read()
//   handshake(), write(), close() -> output(), output_sent() -> to the peer
//
// A call that cannot go on says what it waits for and is made again when that has come. Whatever it returned, an
// error too: what is in output() then belongs to the peer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reprise/bytes.h"
#include "reprise/config.h"
#include "reprise/export.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/session.h"
#include "reprise/status.h"
#include "reprise/why_not_resumed.h"

namespace reprise::api {
class Link;
}

namespace reprise::v0 {

// What was agreed on. Numbers are IANA's, names too, in static storage; what there is none of is 0 or empty.
struct Negotiated {
  Version version{};  // 0 before the ServerHello
  std::uint16_t cipher_suite = 0;
  std::string_view cipher_suite_name;
  std::uint16_t key_exchange_group = 0;  // RFC 8446, 4.2.7
  std::string_view key_exchange_group_name;
  std::uint16_t signature_scheme = 0;  // the server's (RFC 8446, 4.2.3)
  std::string_view signature_scheme_name;
  std::string application_protocol;  // RFC 7301
  std::string server_name;           // that the client asked for (RFC 6066, 3)
  bool extended_master_secret = false;  // RFC 7627
  bool resumed = false;
  EarlyData early_data = EarlyData::not_sent;
};

// One thread at a time. After an Error the connection is dead: the alert that the Error names waits in output(), and
// every later call fails with protocol_is_shutdown.
class REPRISE_API Connection {
 public:
  // `offered` is the session to resume; empty for none. In TLS 1.3 a session is used up by resuming it (RFC 8446, C.4).
  static Connection client(const ClientConfig& config, Ref<const Session> offered = {});
  static Connection server(const ServerConfig& config);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // The number that doors are told, from the first on. A program that prepares something for one connection alone keeps
  // it under this.
  ConnectionId id() const;

  // Takes bytes from the peer and returns how many: all of them as long as what was taken before has been looked at by
  // the calls below, else none or a part. What is left over is given again after those calls: at most 64 KiB wait in
  // the connection, and there is always room for what a call that returned wants_input needs. A connection that has
  // failed or was closed by the peer takes everything and forgets it.
  [[nodiscard]] std::size_t input(Bytes bytes);
  // The same without a copy: room for at most `at_most` bytes, to be filled from the transport, and how many were. No
  // room: as input() that takes none. Valid until the next call.
  MutableBytes input_space(std::size_t at_most);
  void input_filled(std::size_t size);
  // The transport has ended. Without close_notify before it, data may have been cut off: fails with unexpected_eof.
  Result<> input_ended();
  // Bytes for the peer, lent until the next call, and how many of them were sent.
  Bytes output() const;
  void output_sent(std::size_t size);

  // Goes as far as the input allows. done: complete, and our last messages are in output(). early_data: a client until
  // end_early_data(), a server until read_early_data() has given all of it.
  Result<Status> handshake();
  bool handshake_complete() const;
  // Server: a HelloRetryRequest with a cookie is in output() or was, and nothing has come back yet (cookies.h).
  bool awaits_cookie() const;

  // Application data; both go on with the handshake first where it is not complete. One record's data at most is
  // read, at most some 64 KiB are taken for writing before output() is sent. write() says wants_answer, and takes
  // nothing, while a signature is awaited for a certificate that a server has asked for after the handshake.
  Result<Transfer> read(MutableBytes out);
  Result<Transfer> write(Bytes data);
  // Sends close_notify (RFC 8446, 6.1): no more is written; what the peer still sends can be read.
  void close();

  // 0-RTT (RFC 8446, 2.3). Client: before handshake(), as much as the session allows; then end_early_data(). Server:
  // before handshake(); done with size 0 when there is no more. Others may replay such data: the cache of the
  // server's configuration guards against that for the servers that share it, and for no others. Fails with
  // bad_handshake_state where it is not possible, with too_much_early_data over the limit; the connection lives on.
  Result<Transfer> write_early_data(Bytes data);
  Result<Status> end_early_data();
  Result<Transfer> read_early_data(MutableBytes out);

  // What is known so far.
  Negotiated negotiated() const;
  // Why this is a full handshake; resumed when it is none. Of meaning once the handshake is complete.
  WhyNotResumed why_not_resumed() const;
  // DER of the peer's chain as it sent it, leaf first, once it has proved that it is its own; of a peer whose session
  // was resumed, of the full handshake that it goes back to: the chain, or its first alone where the session came out
  // of a ticket or a store. Empty: it has shown none. Lent until the next call.
  std::vector<Bytes> peer_certificates() const;
  // libcrypto's X509_V_ code for that chain, 0 when it is good, and the words for it, in static storage.
  long verify_result() const;
  std::string_view verify_words() const;

  // Client: the OCSP response that the server stapled (RFC 6066, 8), DER; empty: none. Lent until the next call.
  Bytes ocsp_response() const;

  // The body of the peer's extension of that type, one of our settings' extensions, in the latest message of that kind.
  // Nothing: it sent none, or the handshake is not complete. What stands beside certificates is shown to
  // OwnExtension::read alone. Lent until the next call.
  std::optional<Bytes> peer_extension(ExtensionPlace place, std::uint16_t type) const;

  // The session of this connection; empty before the handshake is complete.
  Ref<const Session> session() const;
  // Client: the sessions that came since the last call, oldest first, each good for another connection; of more than
  // 16 the latest. In TLS 1.3 they come after the handshake, while read() is at it.
  std::vector<Ref<const Session>> take_sessions();

  // `size` bytes of keying material for other protocols (RFC 8446, 7.5; RFC 5705, where no context and an empty one are
  // two things). Fails with bad_handshake_state before the handshake is complete.
  Result<Secret> export_key(std::string_view label, std::optional<Bytes> context, std::size_t size);
  // TLS 1.3: new keys for what we send from here on (RFC 8446, 4.6.3). Fails in TLS 1.2.
  Result<> update_keys();
  // TLS 1.3, server: asks the client for a certificate after the handshake (RFC 8446, 4.6.2). The answer comes during
  // read(); peer_certificates() shows it once it is proved. Fails where the client did not offer to be asked.
  Result<> request_client_certificate();

 private:
  explicit Connection(std::unique_ptr<api::Link> link);
  std::unique_ptr<api::Link> link_;
};

}  // namespace reprise::v0

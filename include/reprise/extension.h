// SPDX-License-Identifier: Apache-2.0
// Extensions of a program's own (RFC 8446, 4.2; RFC 5246, 7.4.1.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "reprise/answer.h"
#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/result.h"

namespace reprise::v0 {

// The message that an extension stands in. Offers are client_hello, of both versions, and certificate_request;
// new_session_ticket says something unasked; all others answer an offer. tls12_server_hello is of TLS 1.2, the rest of
// TLS 1.3; certificate is either side's.
enum class ExtensionPlace : std::uint8_t {
  client_hello,
  tls12_server_hello,
  tls13_server_hello,
  hello_retry_request,
  encrypted_extensions,
  certificate,
  certificate_request,
  new_session_ticket,
};

// What an extension is asked about. Lent for the call.
struct ExtensionQuestion {
  ConnectionId connection;
  ExtensionPlace place;
  std::size_t certificate = 0;     // of the chain, where place is certificate: 0 is the leaf
  std::optional<Bytes> offered{};  // write(): the body of the peer's offer that is answered; nothing where we offer
};

// What is empty has the answer of a program that says nothing. Both are called from whichever thread drives the
// connection, with no lock held, in the middle of a message: they answer at once and may not drive the connection. An
// Error (refusal()) ends the handshake with its alert.
struct OwnExtension {
  std::uint16_t type = 0;               // IANA's number, and none that Reprise sees to itself
  std::vector<ExtensionPlace> places{};  // where it may stand; elsewhere a peer that sends it is refused or passed over
  // The body to send, at most 65535 bytes; nothing: the extension is not sent. Empty: an empty body in offers, nothing
  // in the others. Answers are asked for where the peer has offered (RFC 8446, 4.2). The body in a ClientHello is
  // repeated in the one that follows a HelloRetryRequest (4.1.2), and not asked for again.
  std::function<Result<std::optional<std::vector<std::uint8_t>>>(const ExtensionQuestion& asked)> write{};
  // Takes the peer's, once Reprise has read all else of the message. Nobody has proved anything by then: what hangs on
  // who the peer is waits for the end of the handshake, when Connection::peer_extension() shows it. Called for each
  // message, the ClientHello after a HelloRetryRequest too. Empty: all bodies will do.
  std::function<Result<>(const ExtensionQuestion& asked, Bytes body)> read{};
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// The server of TLS 1.3: one struct for each thing it waits for (RFC 8446, A.2).
//
//   NegotiateHello -> [ExpectSecondHello -> NegotiateHello] -> [SignFlight] -> [ExpectEndOfEarlyData]
//     -> [ExpectClientCertificate -> VerifyClient -> ExpectClientVerify] -> ExpectClientFinished -> ServerConnected
//     -> [VerifyLaterClient -> ExpectLaterVerify -> ExpectLaterFinished -> ServerConnected]
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "handshake/flow/context.h"
#include "handshake/flow/kept_message.h"
#include "handshake/keys/tls13_secrets.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/tls13/authentication.h"
#include "handshake/tls13/client_hello_view.h"
#include "handshake/tls13/fixed_part.h"
#include "wire/messages/certificate.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/empty_messages.h"
#include "wire/messages/finished.h"
#include "wire/messages/key_update.h"

namespace reprise::handshake::tls13 {

// The key that a client's identity led to.
struct SelectedPsk {
  Ref<session::Session> session;
  BinderKind kind = BinderKind::resumption;
  std::uint16_t index = 0;
  bool age_is_right = false;  // for early data: the ticket is as old as the client says (RFC 8446, 8.3)
};

// What the phases of a handshake share; dropped when it is over.
struct ServerWork {
  std::unique_ptr<Core> core;
  HandshakeSecrets secrets;
  std::optional<SelectedPsk> psk{};
  ShortBytes<32> session_id;            // legacy_session_id to be echoed
  crypto::NamedGroup retry_group{};     // asked for by our HelloRetryRequest; else 0
  bool retried = false;
  FixedPart first_hello{};              // with a HelloRetryRequest: what the second ClientHello must not change
  bool takes_early_data = false;        // the program will read it
  bool early_data_accepted = false;
  bool certificate_requested = false;
  std::optional<SignatureChoice> credential{};
  ByteVector ocsp_response;
};

// What lasts as long as the connection.
struct ServerLasting {
  ConnectionSecrets secrets;
  std::uint64_t tickets_sent = 0;
  bool may_issue_tickets = false;  // the client may use them, and nobody forbade it
  // The main handshake; null unless the client offered post_handshake_auth.
  std::unique_ptr<Transcript> later_authentication;
  std::unique_ptr<Transcript> pending_authentication;  // the same with a CertificateRequest that is not yet answered
};

struct ServerContext : Context {
  ServerContext(ServerWork& work_in, ServerLasting& lasting_in, Effects& out_in)
      : Context(*work_in.core, out_in), work(work_in), lasting(lasting_in) {}
  ServerWork& work;
  ServerLasting& lasting;
  const wire::CipherSuite& suite() const { return *facts.suite; }
};

struct NegotiateHello;
struct ExpectSecondHello;
struct SignFlight;
struct ExpectEndOfEarlyData;
struct ExpectClientCertificate;
struct VerifyClient;
struct ExpectClientVerify;
struct ExpectClientFinished;
struct ServerConnected;
struct VerifyLaterClient;
struct ExpectLaterVerify;
struct ExpectLaterFinished;
using ServerState = std::variant<NegotiateHello, ExpectSecondHello, SignFlight, ExpectEndOfEarlyData,
                                 ExpectClientCertificate, VerifyClient, ExpectClientVerify, ExpectClientFinished,
                                 ServerConnected, VerifyLaterClient, ExpectLaterVerify, ExpectLaterFinished>;

// Goes through the choices that a ClientHello asks for, one step after the other (server_hello_steps.cc); a step that
// waits for the Host is taken again. Ends with our flight or a HelloRetryRequest.
struct NegotiateHello {
  KeptMessage<wire::ClientHello> hello{};  // which `view` points into
  ClientHelloView view{};
  std::size_t next_step = 0;
  bool hello_asked = false;   // Host::client_hello
  std::size_t next_psk = 0;   // identity to look up next
  session::WhyNotResumed refusal{};  // why the first identity did not do
  Bytes client_share{};       // of the chosen group; empty: none was sent, or none is needed
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

// A ClientHello, to be answered; checks what can be checked without a question.
Result<ServerState> take_client_hello(KeptMessage<wire::ClientHello> hello, ServerContext& context);

struct ExpectSecondHello {
  Result<ServerState> on(KeptMessage<wire::ClientHello>& hello, const Message& message, ServerContext& context) &&;
};

// Waits for the signature of our CertificateVerify, and sends the rest of the flight.
struct SignFlight {
  bool early_data_offered = false;
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

struct ExpectEndOfEarlyData {
  Result<ServerState> on(const wire::EndOfEarlyData& parsed, const Message& message, ServerContext& context) &&;
};

struct ExpectClientCertificate {
  Result<ServerState> on(const wire::CertificateTls13& parsed, const Message& message, ServerContext& context) &&;
};

// Waits for the Host's verdict on the client's chain.
struct VerifyClient {
  CandidatePeer candidate;
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

struct ExpectClientVerify {
  CandidatePeer candidate;
  Result<ServerState> on(const wire::CertificateVerify& parsed, const Message& message, ServerContext& context) &&;
};

struct ExpectClientFinished {
  Result<ServerState> on(const wire::Finished& parsed, const Message& message, ServerContext& context) &&;
};

struct ServerConnected {
  Result<ServerState> on(const wire::KeyUpdate& parsed, const Message& message, ServerContext& context) &&;
  Result<ServerState> on(const wire::CertificateTls13& parsed, const Message& message, ServerContext& context) &&;
};

// The same three steps for a certificate after the handshake (RFC 8446, 4.6.2). The context's transcript is the main
// handshake's with the request. The messages are consecutive (RFC 8446, 4.4): no data and no KeyUpdate comes between
// them, so that nothing is read from a client who has said who he is and not proved it.
struct VerifyLaterClient {
  CandidatePeer candidate;
  Answer<ServerState> ask_again(ServerContext& context) &&;
};
struct ExpectLaterVerify {
  CandidatePeer candidate;
  Result<ServerState> on(const wire::CertificateVerify& parsed, const Message& message, ServerContext& context) &&;
};
struct ExpectLaterFinished {
  Result<ServerState> on(const wire::Finished& parsed, const Message& message, ServerContext& context) &&;
};

}  // namespace reprise::handshake::tls13

// SPDX-License-Identifier: Apache-2.0
// The client of TLS 1.2 after the hellos: one struct for each thing it waits for (RFC 5246, 7.3).
//
//   ExpectCertificate -> VerifyServer -> ExpectServerKeyExchange -> ExpectCertificateRequest -> [ChooseCertificate
//     -> ExpectServerHelloDone -> [SignFlight]] -> [ExpectSessionTicket] -> ExpectChangeCipherSpec -> ExpectFinished
//     -> ClientConnected
//   [VerifyAgain] -> [ExpectSessionTicket] -> ExpectChangeCipherSpec -> ExpectFinished -> ClientConnected, when a
//     session is resumed
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "handshake/flow/context.h"
#include "handshake/flow/kept_message.h"
#include "handshake/hello/offer.h"
#include "handshake/keys/tls12_secrets.h"
#include "handshake/negotiation/signature_choice.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/empty_messages.h"
#include "wire/messages/finished.h"
#include "wire/messages/new_session_ticket.h"
#include "wire/messages/server_hello.h"
#include "wire/messages/server_key_exchange.h"

namespace reprise::handshake::tls12 {

// What the phases of a handshake share; dropped when it is over.
struct ClientWork {
  std::unique_ptr<Core> core;
  Offer offer;
  Secrets secrets;
  MasterSecret known_secret{};  // from elsewhere, in case the server uses it; empty: there is none
  ShortBytes<32> session_id;    // that the server names the session by; may be empty
  bool expects_ticket = false;  // NewSessionTicket was announced
  bool expects_ocsp = false;    // CertificateStatus was announced: it may come
  ByteVector ticket;            // of NewSessionTicket; empty: none came
  std::uint32_t lifetime_hint = 0;
  std::optional<SignatureChoice> credential{};  // for our CertificateVerify
};

struct ClientContext : Context {
  ClientContext(ClientWork& work_in, Effects& out_in) : Context(*work_in.core, out_in), work(work_in) {}
  ClientWork& work;
};

struct ExpectCertificate;
struct VerifyServer;
struct VerifyAgain;
struct ExpectServerKeyExchange;
struct ExpectCertificateRequest;
struct ChooseCertificate;
struct ExpectServerHelloDone;
struct SignFlight;
struct ExpectSessionTicket;
struct ExpectChangeCipherSpec;
struct ExpectFinished;
struct ClientConnected;
using ClientState = std::variant<ExpectCertificate, VerifyServer, VerifyAgain, ExpectServerKeyExchange,
                                 ExpectCertificateRequest, ChooseCertificate, ExpectServerHelloDone, SignFlight,
                                 ExpectSessionTicket, ExpectChangeCipherSpec, ExpectFinished, ClientConnected>;

// Takes the ServerHello: a full handshake or a resumption (RFC 5246, 7.4.1.3).
Result<ClientState> take_server_hello(const KeptMessage<wire::ServerHello>& kept, ClientContext& context);

// RFC 4851, 3.2.2: whether the server takes up a secret from elsewhere shows in what it sends now.
struct ExpectCertificate {
  Result<ClientState> on(const wire::NewSessionTicketTls12& parsed, const Message& message, ClientContext& context) &&;
  Result<ClientState> on(ChangeCipherSpec, ClientContext& context) &&;
  Result<ClientState> on(const wire::CertificateTls12& parsed, const Message& message, ClientContext& context) &&;
};

// Waits for the Host's verdict on the server's chain.
struct VerifyServer {
  CandidatePeer candidate;
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

// The same for the peer of a session that was taken up (Host::verifies_again).
struct VerifyAgain {
  CandidatePeer peer;
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

// The stapled response of a server (RFC 6066, 8). Lent.
struct CertificateStatus {
  Bytes ocsp_response;
};

// RFC 6066, 8: a server that announced CertificateStatus MAY leave it out.
struct ExpectServerKeyExchange {
  CandidatePeer candidate;
  Result<ClientState> on(const CertificateStatus& parsed, const Message& message, ClientContext& context) &&;
  Result<ClientState> on(const wire::ServerKeyExchange& parsed, const Message& message, ClientContext& context) &&;
};

// The server's flight may end here, after a CertificateRequest if it likes.
struct ExpectCertificateRequest {
  Result<ClientState> on(const wire::CertificateRequestTls12& parsed, const Message& message,
                         ClientContext& context) &&;
  Result<ClientState> on(const wire::ServerHelloDone& parsed, const Message& message, ClientContext& context) &&;
};

// Asks the Host for our certificate.
struct ChooseCertificate {
  bool certificate_answered = false;  // Host::certificate_wanted
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

struct ExpectServerHelloDone {
  Result<ClientState> on(const wire::ServerHelloDone& parsed, const Message& message, ClientContext& context) &&;
};

// Waits for the signature of our CertificateVerify, and sends the rest of the flight.
struct SignFlight {
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

// RFC 5077, 3.3: it MUST come once it was announced.
struct ExpectSessionTicket {
  Result<ClientState> on(const wire::NewSessionTicketTls12& parsed, const Message& message, ClientContext& context) &&;
};

struct ExpectChangeCipherSpec {
  Result<ClientState> on(ChangeCipherSpec, ClientContext& context) &&;
};

struct ExpectFinished {
  Result<ClientState> on(const wire::Finished& parsed, const Message& message, ClientContext& context) &&;
};

struct ClientConnected {};

// What a session's resumption waits for after the ServerHello.
ClientState first_of_resumption(const ClientContext& context);

}  // namespace reprise::handshake::tls12

// SPDX-License-Identifier: Apache-2.0
// The client of TLS 1.3 after the hellos: one struct for each thing it waits for (RFC 8446, A.1).
//
//   ExpectEncryptedExtensions -> ExpectCertificateRequest -> ExpectCertificate -> VerifyServer
//     -> ExpectCertificateVerify -> ExpectFinished -> [PendingEarlyDataEnd] -> [ChooseCertificate -> [SignFlight]]
//     -> Connected -> [ChooseLaterCertificate -> [SignLater] -> Connected]
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "handshake/flow/context.h"
#include "handshake/flow/kept_message.h"
#include "handshake/hello/offer.h"
#include "handshake/keys/tls13_secrets.h"
#include "handshake/tls13/authentication.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/encrypted_extensions.h"
#include "wire/messages/finished.h"
#include "wire/messages/key_update.h"
#include "wire/messages/new_session_ticket.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::tls13 {

// What the phases of a handshake share; dropped when it is over.
struct ClientWork {
  std::unique_ptr<Core> core;
  Offer offer;
  HandshakeSecrets secrets;
  std::optional<std::size_t> selected_psk{};  // index into offer.psks
  bool sent_change_cipher_spec = false;
  bool early_data_accepted = false;
  bool early_data_ended = false;
  KeptMessage<wire::ServerHello> server_hello{};  // until it is taken
};

// What lasts as long as the connection.
struct ClientLasting {
  ConnectionSecrets secrets;
  std::unique_ptr<Transcript> later_authentication;  // the main handshake; null unless post_handshake_auth was offered
};

struct ClientContext : Context {
  ClientContext(ClientWork& work_in, ClientLasting& lasting_in, Effects& out_in)
      : Context(*work_in.core, out_in), work(work_in), lasting(lasting_in) {}
  ClientWork& work;
  ClientLasting& lasting;
  const wire::CipherSuite& suite() const { return *facts.suite; }
};

// Which of the Host's questions about our certificate have been answered.
struct ClientCertificateQuestions {
  bool wanted = false;         // Host::certificate_wanted
  bool client_wanted = false;  // Host::client_certificate_wanted
};

struct ExpectEncryptedExtensions;
struct ExpectCertificateRequest;
struct ExpectCertificate;
struct VerifyServer;
struct VerifyAgain;
struct ExpectCertificateVerify;
struct ExpectFinished;
struct PendingEarlyDataEnd;
struct ChooseCertificate;
struct SignFlight;
struct Connected;
struct ChooseLaterCertificate;
struct SignLater;
using ClientState = std::variant<ExpectEncryptedExtensions, ExpectCertificateRequest, ExpectCertificate, VerifyServer,
                                 VerifyAgain, ExpectCertificateVerify, ExpectFinished, PendingEarlyDataEnd,
                                 ChooseCertificate, SignFlight, Connected, ChooseLaterCertificate, SignLater>;

// Whether a change_cipher_spec goes before all that we protect (RFC 9846, E.4), and has not gone yet.
bool owes_change_cipher_spec(const ClientContext& context);
// Takes the ServerHello: keys for the rest of the handshake (RFC 8446, 4.1.3).
Result<ClientState> take_server_hello(const KeptMessage<wire::ServerHello>& kept, ClientContext& context);

struct ExpectEncryptedExtensions {
  Result<ClientState> on(const wire::EncryptedExtensions& parsed, const Message& message, ClientContext& context) &&;
};

// The server goes on with its certificate, after a CertificateRequest if it likes.
struct ExpectCertificateRequest {
  Result<ClientState> on(const wire::CertificateRequestTls13& parsed, const Message& message,
                         ClientContext& context) &&;
  Result<ClientState> on(const wire::CertificateTls13& parsed, const Message& message, ClientContext& context) &&;
};

struct ExpectCertificate {
  Result<ClientState> on(const wire::CertificateTls13& parsed, const Message& message, ClientContext& context) &&;
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

struct ExpectCertificateVerify {
  CandidatePeer candidate;
  Result<ClientState> on(const wire::CertificateVerify& parsed, const Message& message, ClientContext& context) &&;
};

struct ExpectFinished {
  Result<ClientState> on(const wire::Finished& parsed, const Message& message, ClientContext& context) &&;
};

// The server has finished and took our early data: waits for the program to say that no more of it comes.
struct PendingEarlyDataEnd {};
// Sends EndOfEarlyData and goes on.
Result<ClientState> end_early_data(PendingEarlyDataEnd state, ClientContext& context);

// Asks the Host for a certificate, if the server wants one, and sends our last flight.
struct ChooseCertificate {
  ClientCertificateQuestions questions{};
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

// Waits for the signature of our CertificateVerify.
struct SignFlight {
  SignatureChoice choice;
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

struct Connected {
  Result<ClientState> on(const wire::NewSessionTicketTls13& parsed, const Message& message, ClientContext& context) &&;
  Result<ClientState> on(const wire::KeyUpdate& parsed, const Message& message, ClientContext& context) &&;
  Result<ClientState> on(const wire::CertificateRequestTls13& parsed, const Message& message,
                         ClientContext& context) &&;
};

// As ChooseCertificate, for a request after the handshake (RFC 8446, 4.6.2). The context's transcript is the main
// handshake's with the request.
struct ChooseLaterCertificate {
  ClientCertificateQuestions questions{};
  Answer<ClientState> ask_again(ClientContext& context) &&;
};
struct SignLater {
  SignatureChoice choice;
  Answer<ClientState> ask_again(ClientContext& context) &&;
};

}  // namespace reprise::handshake::tls13

// SPDX-License-Identifier: Apache-2.0
// The server of TLS 1.2: one struct for each thing it waits for (RFC 5246, 7.3).
//
//   NegotiateHello -> [ExpectClientCertificate -> VerifyClient] -> ExpectClientKeyExchange -> [ExpectClientVerify]
//     -> ExpectClientChangeCipherSpec -> ExpectClientFinished -> ServerConnected
//   NegotiateHello -> ExpectClientChangeCipherSpec -> ExpectClientFinished -> ServerConnected, when one is resumed
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "crypto/key_share.h"
#include "handshake/flow/context.h"
#include "handshake/flow/kept_message.h"
#include "handshake/keys/tls12_secrets.h"
#include "handshake/negotiation/signature_choice.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_verify.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/client_key_exchange.h"
#include "wire/messages/finished.h"

namespace reprise::handshake::tls12 {

enum class Resumable : std::uint8_t { no, yes };

// What the phases of a handshake share; dropped when it is over.
struct ServerWork {
  std::unique_ptr<Core> core;
  Secrets secrets;
  ShortBytes<32> session_id;   // that our ServerHello names the session by; may be empty
  bool sends_ticket = false;   // NewSessionTicket will come, and is announced
  Resumable resumable = Resumable::yes;  // the session of a full handshake
  ByteVector ocsp_response;    // to be stapled; empty: none
  std::optional<SignatureChoice> signature{};
  crypto::KeyShare key_share;
};

struct ServerContext : Context {
  ServerContext(ServerWork& work_in, Effects& out_in) : Context(*work_in.core, out_in), work(work_in) {}
  ServerWork& work;
};

struct NegotiateHello;
struct SignKeyExchange;
struct ExpectClientCertificate;
struct VerifyClient;
struct ExpectClientKeyExchange;
struct ExpectClientVerify;
struct ExpectClientChangeCipherSpec;
struct ExpectClientFinished;
struct ServerConnected;
using ServerState =
    std::variant<NegotiateHello, SignKeyExchange, ExpectClientCertificate, VerifyClient, ExpectClientKeyExchange,
                 ExpectClientVerify, ExpectClientChangeCipherSpec, ExpectClientFinished, ServerConnected>;

// Goes through the choices that a ClientHello asks for, one step after the other (server_hello_steps.cc); a step that
// waits for the Host is taken again. Ends with our flight.
struct NegotiateHello {
  KeptMessage<wire::ClientHello> hello{};
  bool extended_master_secret = false;  // the client offers it and we know it
  std::size_t next_step = 0;
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

// A ClientHello, to be answered; checks what can be checked without a question.
Result<ServerState> take_client_hello(KeptMessage<wire::ClientHello> hello, ServerContext& context);

// The flights that answer a ClientHello: facts.resumed tells which one it is.
Result<ServerState> send_full_flight(NegotiateHello& state, ServerContext& context);
Result<ServerState> send_abbreviated_flight(NegotiateHello& state, ServerContext& context);

// Waits for the signature of our ServerKeyExchange, and sends the rest of the flight.
struct SignKeyExchange {
  ByteVector params;  // what is signed of it
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

// RFC 5246, 7.4.6: the answer to our CertificateRequest, even if it is an empty one.
struct ExpectClientCertificate {
  Result<ServerState> on(const wire::CertificateTls12& parsed, const Message& message, ServerContext& context) &&;
};

// Waits for the Host's verdict on the client's chain.
struct VerifyClient {
  CandidatePeer candidate;
  Answer<ServerState> ask_again(ServerContext& context) &&;
};

struct ExpectClientKeyExchange {
  std::optional<CandidatePeer> candidate{};
  Result<ServerState> on(const wire::ClientKeyExchange& parsed, const Message& message, ServerContext& context) &&;
};

// RFC 5246, 7.4.8: after a certificate, the proof that the client has its key.
struct ExpectClientVerify {
  CandidatePeer candidate;
  Result<ServerState> on(const wire::CertificateVerify& parsed, const Message& message, ServerContext& context) &&;
};

struct ExpectClientChangeCipherSpec {
  Result<ServerState> on(ChangeCipherSpec, ServerContext& context) &&;
};

struct ExpectClientFinished {
  Result<ServerState> on(const wire::Finished& parsed, const Message& message, ServerContext& context) &&;
};

struct ServerConnected {};

}  // namespace reprise::handshake::tls12

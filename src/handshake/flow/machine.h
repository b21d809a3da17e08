// SPDX-License-Identifier: Apache-2.0
// One side of one connection's handshake, and of what follows it (tickets, key updates, later authentication).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/flow/effects.h"
#include "handshake/flow/session_in_making.h"
#include "handshake/flow/state_name.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"

namespace reprise::handshake {

// What a machine needs to go on.
enum class Wants : std::uint8_t {
  message,  // the peer's next message (or nothing: the handshake may be done)
  host,     // an answer from the Host: call ask_again()
};

enum class RequestUpdate : std::uint8_t { no, yes };

// Drives one side. Not thread-safe; one owner. Every call may append to `out`; after an Error the machine is dead.
class Machine {
 public:
  virtual ~Machine() = default;

  // The program takes part in 0-RTT: a client, before start(), will write early data if the session allows it; a
  // server, before it has the ClientHello, will read it. Without this none is offered or accepted.
  virtual void want_early_data() {}
  // Begins: a client writes its ClientHello, a server waits for one.
  virtual Result<Wants> start(Effects& out) = 0;
  // One whole handshake message, header included. `ends_record` tells that no further handshake bytes follow it in its
  // record: messages before a change of keys must (RFC 8446, 5.1).
  virtual Result<Wants> receive(Bytes message, bool ends_record, Effects& out) = 0;
  // A change_cipher_spec record with a valid body. TLS 1.3 tolerates it in places, TLS 1.2 demands it in one.
  virtual Result<Wants> receive_change_cipher_spec(Effects& out) = 0;
  // After Wants::host: asks the Host again.
  virtual Result<Wants> ask_again(Effects& out) = 0;
  // Whether application data may arrive under the current read keys.
  virtual bool accepts_application_data() const = 0;

  // --- After the handshake; each fails with not_supported or bad_handshake_state where it does not apply.
  virtual Result<> update_keys(RequestUpdate, Effects&) = 0;           // TLS 1.3 KeyUpdate
  virtual Result<> send_tickets(unsigned count, Effects&) = 0;         // TLS 1.3 server: NewSessionTicket
  virtual Result<> request_client_certificate(Effects&) = 0;           // TLS 1.3 server: post-handshake authentication
  // Client that wrote 0-RTT data: no more of it will come, the handshake goes on.
  virtual Result<Wants> end_early_data(Effects&) = 0;
  // RFC 8446, 7.5 and RFC 5705: fills `out`. `has_context` tells an empty context from none (TLS 1.2).
  virtual Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) = 0;

  // What the session in the making has of secrets so far.
  virtual SessionSecrets session_secrets() const { return {}; }

  // Drops what only the handshake needed; called by the engine once it is done.
  virtual void shrink() = 0;
};

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// The hand-over from the hello exchange to the version that it settled on.
//
// handshake/ writes and reads hellos as far as both versions share them. What follows is a Machine of tls12/ or tls13/
// that continues: its start() processes the hello given here, which was read once and is not read again.
#pragma once

#include <memory>

#include "handshake/flow/context.h"
#include "handshake/flow/kept_message.h"
#include "handshake/flow/machine.h"
#include "handshake/hello/offer.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake {

// A client whose server has answered. The ServerHello is well formed, its version was offered, it has no downgrade
// sentinel; nothing else of it was looked at. Facts: version, client_random and server_random are set.
struct ClientStart {
  // Transcript: all messages before `server_hello`, which is not in it yet; the hash is chosen only after a
  // HelloRetryRequest.
  std::unique_ptr<Core> core;
  Offer offer;
  KeptMessage<wire::ServerHello> server_hello;
  bool sent_change_cipher_spec = false;  // TLS 1.3: the one for middleboxes has gone out
  bool early_data_ended = false;         // TLS 1.3: end_early_data() was called already
};

// A server that has chosen the version. The ClientHello is well formed; the Host was asked about it (client_hello),
// nothing else. Facts: version, client_random and the parts of `offer` that name lists are set. The flow looks for a
// session, asks Host::server_name (see server_name.h), and goes on.
struct ServerStart {
  std::unique_ptr<Core> core;  // transcript: empty
  KeptMessage<wire::ClientHello> client_hello;
  bool takes_early_data = false;  // TLS 1.3: want_early_data() was called
};

}  // namespace reprise::handshake

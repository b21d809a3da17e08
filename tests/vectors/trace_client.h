// SPDX-License-Identifier: Apache-2.0
// A client that says what the trace's client said and goes on as ours does.
//
// Our ClientHello differs from the RFC's by design: other extensions, in another order. So this machine sends the
// trace's ClientHellos in place of ours, with the trace's private keys, and hands over to the product's tls13 client
// flow with the ServerHello: what is sent and derived from there on is the product's. A HelloRetryRequest and the start
// of 0-RTT go through the product's own steps, too.
#pragma once

#include "handshake/flow/machine.h"
#include "trace_host.h"

namespace reprise::vectors {

// A MakeMachine of engine::Connection; `host` is a TraceHost.
std::unique_ptr<handshake::Machine> make_trace_client(handshake::Host& host, handshake::Facts& facts,
                                                      Ref<session::Session> offered);

}  // namespace reprise::vectors

// SPDX-License-Identifier: Apache-2.0
// Connections with the machines of handshake/.
#include "engine/connection.h"
#include "handshake/endpoint/client.h"
#include "handshake/endpoint/server.h"
#include "handshake/flow/machine.h"

namespace reprise::engine {
namespace {

std::unique_ptr<handshake::Machine> make_client(handshake::Host& host, handshake::Facts& facts,
                                                Ref<session::Session> offered) {
  return handshake::make_client(host, facts, std::move(offered));
}

std::unique_ptr<handshake::Machine> make_server(handshake::Host& host, handshake::Facts& facts, Ref<session::Session>) {
  return handshake::make_server(host, facts);
}

}  // namespace

Connection::Connection(Role role, handshake::Host& host)
    : Connection(role, host, role == Role::client ? make_client : make_server) {}

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// A machine between a real one and its engine that changes what the real one sends: the messages are changed before
// they are protected, so that the other end opens every record and finds the garbage inside.
#pragma once

#include <functional>
#include <vector>

#include "engine/connection.h"

namespace reprise::garbage {

using handshake::Role;

// What happens to the messages of one sender, counted from 0 in the order of sending. One connection pair at a time.
struct Tampering {
  Role sender = Role::client;
  // The messages to send in place of the `index`th: none, one or more, well formed or not.
  std::function<std::vector<ByteVector>(std::size_t index, const ByteVector& message)> change;
  // How many change_cipher_spec records go out in place of the `index`th.
  std::function<int(std::size_t index)> count_ccs;
};

// Every message as it left its machine, unchanged.
struct Sent {
  Role sender;
  std::size_t index;  // among those of the sender
  ByteVector message;
};

// What connections that are made with make_tampered() from now on do, until the next call. `tampering` (null: change
// nothing) and `log` (null: none) outlive them.
void tamper_with(const Tampering* tampering, std::vector<Sent>* log);

// A MakeMachine of engine::Connection.
std::unique_ptr<handshake::Machine> make_tampered_client(handshake::Host&, handshake::Facts&, Ref<session::Session>);
std::unique_ptr<handshake::Machine> make_tampered_server(handshake::Host&, handshake::Facts&, Ref<session::Session>);

}  // namespace reprise::garbage

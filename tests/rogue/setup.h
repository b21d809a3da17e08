// SPDX-License-Identifier: Apache-2.0
// The settings under which a connection is tried, one machine of states each.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/connection.h"

namespace reprise::rogue {

using handshake::Role;

inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

struct Setup {
  const char* name;            // its automaton is automata/NAME.txt
  Role subject;                // the end that is ours
  std::uint16_t version;
  bool authenticates = false;  // server: demands a certificate of the client; client: has one
  bool offers = false;         // client: offers the session of an earlier connection
  bool retries = false;        // server: knows no group of the first share
  bool early_data = false;     // server: takes it; client: sends it with the session
  bool post_handshake = false; // authentication after the handshake
  bool by_id = false;          // TLS 1.2: sessions are resumed by id, not by ticket
  const char* host = nullptr;  // TLS 1.2 and 1.3 are spoken, by one host for all setups of this host's name
};

std::span<const Setup> all_setups();
// Its name, as a test's may be.
std::string test_name_of(const Setup& setup);

// The peer's part, for the rogue.
inline Role peer_of(const Setup& setup) { return setup.subject == Role::client ? Role::server : Role::client; }

}  // namespace reprise::rogue

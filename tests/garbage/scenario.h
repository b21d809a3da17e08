// SPDX-License-Identifier: Apache-2.0
// Honest handshakes of both versions between two connections of ours, to be spoilt one message at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/engine/credentials.h"
#include "tamper.h"

namespace reprise::garbage {

// What is negotiated. Together these send every message and every extension that the library has.
enum class Scenario : std::uint8_t {
  tls12_full,            // with ALPN, OCSP, a ticket
  tls12_client_auth,
  tls12_resumed,
  tls13_full,            // with ALPN, OCSP, tickets
  tls13_client_auth,
  tls13_retry,           // HelloRetryRequest
  tls13_resumed,
  tls13_early_data,
  tls13_after,           // key updates and a certificate asked for after the handshake
};
inline constexpr Scenario kScenarios[] = {
    Scenario::tls12_full,    Scenario::tls12_client_auth, Scenario::tls12_resumed,
    Scenario::tls13_full,    Scenario::tls13_client_auth, Scenario::tls13_retry,
    Scenario::tls13_resumed, Scenario::tls13_early_data,  Scenario::tls13_after,
};
const char* name_of(Scenario scenario);
inline bool is_tls12(Scenario scenario) { return scenario <= Scenario::tls12_resumed; }

// How one run ended.
struct Outcome {
  bool complete = false;               // both ends are where the scenario leads to
  std::optional<Error> client_error;   // what the client found wrong; not the peer's alert
  std::optional<Error> server_error;
  bool client_was_told = false;        // received the alert of the other end
  bool server_was_told = false;

  const std::optional<Error>& error_of(Role role) const { return role == Role::client ? client_error : server_error; }
};

// Is told whose turn it is.
class Watcher {
 public:
  virtual void begins(Role role) = 0;
  virtual void ended(Role role, bool failed) = 0;

 protected:
  ~Watcher() = default;
};

// Runs `scenario` once, with `tampering` (null: an honest run). Checks that an end that fails is dead, and that its
// alert reaches the other end. `log` (null: none) gets the messages, `watcher` (null: none) is told of each turn.
Outcome run(Scenario scenario, const Tampering* tampering, std::vector<Sent>* log = nullptr,
            Watcher* watcher = nullptr);

// The messages of an honest run, which is made once. In another run lengths may differ by what a signature's vary.
const std::vector<Sent>& messages_of(Scenario scenario);

}  // namespace reprise::garbage

// SPDX-License-Identifier: Apache-2.0
// A client's and a server's machine in one process, without records: messages go from flight to flight in the clear,
// and every one is checked to be read under the keys it was written under.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "handshake/flow/machine.h"
#include "support/handshake/host.h"
#include "wire/codes/enums.h"

namespace reprise::handshake::testing {

// What goes from one side to the other: what one record would carry.
struct Parcel {
  enum class Kind : std::uint8_t { handshake, change_cipher_spec, application_data };
  Kind kind;
  ByteVector bytes;  // several messages, as one record would hold them
  ByteVector key;    // it was written under; empty: in the clear
};

class TestOutput final : public Effects {
 public:
  ByteVector& flight() override { return flight_; }
  void send_change_cipher_spec() override;
  void owe_change_cipher_spec() override { owes_change_cipher_spec = true; }
  void send_warning_alert(Alert alert) override { warnings.push_back(alert); }
  Result<> use_read_keys(Epoch epoch, const record::Keys& keys) override;
  Result<> use_write_keys(Epoch epoch, const record::Keys& keys) override;
  void owe_key_update(Debt debt) override { owes_key_update = debt; }
  void limit_fragments(std::size_t max_bytes) override { max_fragment = max_bytes; }
  void skip_early_data(std::uint32_t) override { skips_early_data = true; }
  void accept_early_data(std::uint32_t max_bytes) override { accepted_early_data = max_bytes; }
  void offer_early_data(std::uint32_t max_bytes) override { offered_early_data = max_bytes; }
  void entered(StateName name) override { states.push_back(name); }
  void handshake_done() override { done = true; }

  // Moves what is in the flight to `sent`.
  void flush();
  void send_application_data();

  std::deque<Parcel> sent;
  ByteVector read_key, write_key;
  Epoch read_epoch = Epoch::plain, write_epoch = Epoch::plain;
  std::vector<StateName> states;
  std::vector<Alert> warnings;
  std::uint32_t accepted_early_data = 0, offered_early_data = 0;
  std::size_t max_fragment = 0;  // as limited; 0: not
  Debt owes_key_update = Debt::none;
  bool owes_change_cipher_spec = false;
  bool skips_early_data = false;
  bool done = false;

 private:
  ByteVector flight_;
};

struct Side {
  TestHost host;
  Facts facts;
  TestOutput out;
  std::unique_ptr<Machine> machine;
  std::optional<Error> error;
  Wants wants = Wants::message;
  std::size_t application_data_received = 0;  // parcels
  // Changes messages of this side on their way; may empty one to drop it.
  std::function<void(wire::HandshakeType, ByteVector&)> tamper;
  // A message of this side that does not end its record.
  std::optional<wire::HandshakeType> followed;
};

class Pair {
 public:
  // Server: an EC certificate. `offered` is what the client resumes.
  explicit Pair(Ref<session::Session> offered = {});
  // The same settings, tickets and clock as `before`, for a second connection.
  Pair(Pair& before, Ref<session::Session> offered);

  // Starts if need be and delivers until nothing moves any more. True when both are done and neither has failed.
  bool run();
  // Delivers one parcel to `to`.
  void deliver(Side& from, Side& to);
  // Takes the result of a machine's call.
  void take(Side& side, Result<Wants> result);

  ManualClock own_clock;
  ManualClock* clock = &own_clock;
  Side client;
  Side server;

 private:
  void start();
  void pump(Side& from, Side& to);
  bool started_ = false;
};

// The alert that `side` ended with; nothing when it has not failed.
std::optional<Alert> alert_of(const Side& side);

// Replaces the extension of `type` in a message whose body begins its extension block at `at`, by `replace` (nothing:
// takes it out; adds it at the end when it was not there).
void edit_extension(ByteVector& message, std::size_t at, std::uint16_t type, std::optional<ByteVector> replace);
// Where the extension block begins: counted from the start of the message.
std::size_t extensions_of_client_hello(const ByteVector& message);
std::size_t extensions_of_server_hello(const ByteVector& message);
inline constexpr std::size_t kExtensionsOfEncryptedExtensions = 4;

}  // namespace reprise::handshake::testing

// SPDX-License-Identifier: Apache-2.0
// The engine's hands: what a handshake step may do to its connection.
//
// Steps append effects in order and the engine performs them in that order: a message that is appended before
// use_write_keys() goes out under the old keys. Nothing here blocks or calls the application.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "handshake/flow/state_name.h"
#include "record/keys.h"

namespace reprise::handshake {

enum class Epoch : std::uint8_t { plain, early_data, handshake, application };
enum class Debt : std::uint8_t { none, due };

class Effects {
 public:
  // Where handshake messages are appended, headers included, to be sent under the current write keys. The engine may
  // pack several into one record. Valid until the next call on this Effects.
  virtual ByteVector& flight() = 0;
  // Always in the clear, whatever keys are in use: TLS 1.3 sends it for middleboxes alone (RFC 8446, D.4).
  virtual void send_change_cipher_spec() = 0;
  // One is due before anything else goes out, be it an alert.
  virtual void owe_change_cipher_spec() = 0;
  virtual void send_warning_alert(Alert) = 0;

  // Epoch::plain takes protection off again, and the keys are not looked at: a client whose 0-RTT data was refused by a
  // HelloRetryRequest writes its second ClientHello in the clear.
  virtual Result<> use_read_keys(Epoch, const record::Keys&) = 0;
  virtual Result<> use_write_keys(Epoch, const record::Keys&) = 0;

  // Whether Machine::update_keys() is due before the next application data: the peer has asked for it, however often
  // (RFC 9846, 4.7.3).
  virtual void owe_key_update(Debt) = 0;

  // From here on no record carries more than `max_bytes` of plaintext, in either direction (RFC 6066, 4).
  virtual void limit_fragments(std::size_t max_bytes) = 0;

  // Server: 0-RTT was refused: drop what does not decrypt until the first record that
  // does, at most `max_bytes` of it. While nothing is encrypted yet (a HelloRetryRequest
  // went out) that is application data up to the next handshake record.
  virtual void skip_early_data(std::uint32_t max_bytes) = 0;
  // Server: 0-RTT was accepted: application data up to `max_bytes` is to be handed to the application until
  // EndOfEarlyData. The engine stops reading for the handshake until the application has taken it or goes on.
  virtual void accept_early_data(std::uint32_t max_bytes) = 0;
  // Client: application data may now be written under the early keys, at most `max_bytes` of it.
  virtual void offer_early_data(std::uint32_t max_bytes) = 0;

  // The state has changed to `name`: for observers (info callback) only.
  virtual void entered(StateName name) = 0;
  // The handshake is complete: application data may flow.
  virtual void handshake_done() = 0;

 protected:
  ~Effects() = default;
};

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// Tells a connection's Observer, when it has one, what passes.
#pragma once

#include "engine/observer.h"
#include "handshake/host/config.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "wire/messages/record_header.h"

namespace reprise::engine {

// What it refers to is the connection's own and outlives it.
class Watch {
 public:
  Watch(const handshake::Role& role, const handshake::Host& host, const handshake::Facts& facts)
      : role_(role), host_(host), facts_(facts) {}

  void set(Observer* observer) { observer_ = observer; }
  bool on() const { return observer_ != nullptr; }

  // `header` is five bytes.
  void record_header(Direction direction, Bytes header) const;
  void inner_type(Direction direction, wire::ContentType type) const;
  void message(Direction direction, wire::ContentType type, Bytes message) const;
  void alert(Direction direction, AlertLevel level, Alert alert) const;
  void handshake_started() const;
  void state_entered(handshake::StateName name) const;
  void handshake_finished() const;

 private:
  std::uint16_t version() const;

  const handshake::Role& role_;
  const handshake::Host& host_;
  const handshake::Facts& facts_;
  Observer* observer_ = nullptr;
};

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/watch.h"

namespace reprise::engine {

// Compat: before a version is agreed on libssl reports the highest that it would take.
std::uint16_t Watch::version() const {
  if (facts_.version != 0) return facts_.version;
  if (role_ == handshake::Role::client) return host_.config().max_version;
  return wire::code_of(wire::ProtocolVersion::tls13);
}

void Watch::record_header(Direction direction, Bytes header) const {
  if (observer_ == nullptr) return;
  const auto parsed = wire::read_record_header(header.first<wire::kRecordHeaderLen>());
  observer_->message(direction, wire::code_of(parsed.legacy_version), kPseudoRecordHeader, header);
}

void Watch::inner_type(Direction direction, wire::ContentType type) const {
  if (observer_ == nullptr) return;
  const std::uint8_t code = wire::code_of(type);
  const auto shown = direction == Direction::sent ? wire::code_of(wire::ProtocolVersion::tls12) : version();
  observer_->message(direction, shown, kPseudoInnerContentType, Bytes(&code, 1));
}

void Watch::message(Direction direction, wire::ContentType type, Bytes message) const {
  if (observer_ != nullptr) observer_->message(direction, version(), wire::code_of(type), message);
}

void Watch::alert(Direction direction, AlertLevel level, Alert alert) const {
  if (observer_ != nullptr) observer_->alert(direction, level, alert);
}

void Watch::handshake_started() const {
  if (observer_ != nullptr) observer_->handshake_started();
}

void Watch::state_entered(handshake::StateName name) const {
  if (observer_ != nullptr) observer_->state_entered(name);
}

void Watch::handshake_finished() const {
  if (observer_ != nullptr) observer_->handshake_finished();
}

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// What steps of the machine do to the connection (handshake::Effects).
#include "engine/connection_impl.h"

namespace reprise::engine {

using handshake::Epoch;

// The first failure of an effect that has no way to return it.
void Connection::Impl::remember(Result<> result) {
  if (!result.ok() && !effect_failure_) effect_failure_ = result.error();
}

void Connection::Impl::send_change_cipher_spec() {
  change_cipher_spec_due_ = false;
  remember(writer_.change_cipher_spec());
}

void Connection::Impl::send_warning_alert(Alert alert) { remember(writer_.alert(AlertLevel::warning, alert)); }

Result<> Connection::Impl::use_read_keys(Epoch epoch, const record::Keys& keys) {
  // RFC 8446, 5.1: handshake messages MUST NOT span key changes.
  if (!message_ends_record_) return fail(Alert::unexpected_message, Reason::not_on_record_boundary);
  if (epoch == Epoch::plain) {
    reader_.opener().use_plaintext();
    return success();
  }
  TRY(reader_.opener().use_keys(*host_.config().algorithms, keys));
  reader_.limit_fragments(fragment_limit_);
  if (role_ == Role::server) {
    // Until the client has keys too, it can report only in the clear that it could not make any.
    if (epoch == Epoch::handshake && keys.format == record::Format::tls13) reader_.opener().allow_plain_alert();
    if (epoch != Epoch::early_data) early_data_.end();
  }
  return success();
}

Result<> Connection::Impl::use_write_keys(Epoch epoch, const record::Keys& keys) {
  write_epoch_ = epoch;
  if (epoch == Epoch::plain) return writer_.use_plaintext();
  return writer_.use_keys(*host_.config().algorithms, keys);
}

void Connection::Impl::limit_fragments(std::size_t max_bytes) {
  remember(writer_.flush_flight());
  fragment_limit_ = max_bytes;
  writer_.limit_fragments(max_bytes);
  reader_.limit_fragments(max_bytes);
}

// The client wrote early data before it could know of any limit.
void Connection::Impl::accept_early_data(std::uint32_t max_bytes) {
  early_data_.open(max_bytes);
  reader_.limit_fragments(wire::kMaxPlaintextLen);
}

void Connection::Impl::entered(handshake::StateName name) {
  state_ = name;
  writer_.state_entered(name);
}

void Connection::Impl::handshake_done() {
  remember(writer_.flush_flight());
  complete_ = true;
  facts_.unfinished = {};  // shown in place of a session that the program does not know of
  early_data_.end();
  watch_.handshake_finished();
}

}  // namespace reprise::engine

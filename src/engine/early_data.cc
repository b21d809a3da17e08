// SPDX-License-Identifier: Apache-2.0
// 0-RTT data, both ways (RFC 8446, 2.3).
#include <algorithm>

#include "engine/connection_impl.h"

namespace reprise::engine {

using handshake::Epoch;

Result<Transfer> Connection::Impl::write_early_data(Bytes data) {
  if (dead_ || close_sent_) return fail_silently(Reason::protocol_is_shutdown);
  const auto started = guarded([&] { return start(EarlyDataWanted::yes); });
  if (!started.ok()) return started.error();
  if (host_asked_) {
    const auto stepped = guarded([&] { return step(); });
    if (!stepped.ok()) return stepped.error();
    if (host_asked_) return Transfer{Status::wants_answer};
  }
  if (role_ == Role::server) {
    if (complete_ || write_epoch_ != Epoch::application) return fail_silently(Reason::bad_handshake_state);
    return guarded([&] { return seal_data(data); });
  }
  if (!early_data_.flowing()) return fail_silently(Reason::bad_handshake_state);
  if (data.size() > early_data_.bytes_left()) return fail_silently(Reason::too_much_early_data);
  return guarded([&]() -> Result<Transfer> {
    const Transfer taken = TRY(seal_data(data));
    early_data_.count(taken.size);
    return taken;
  });
}

Result<Status> Connection::Impl::end_early_data() {
  return guarded([&]() -> Result<Status> {
    if (!early_data_.flowing()) return Status::done;
    early_data_.end();
    if (role_ == Role::server) return Status::done;
    TRY(settle(machine_->end_early_data(*this)));
    return Status::done;
  });
}

Result<Transfer> Connection::Impl::read_early_data(MutableBytes out) {
  return guarded([&]() -> Result<Transfer> {
    TRY(start(EarlyDataWanted::yes));
    // A server may be asked only after it has begun to wait for the ClientHello.
    if (role_ == Role::server && !complete_) machine_->want_early_data();
    for (;;) {
      // Once our Finished is out and no early data flows, there is none, or all of it has come.
      if (!early_data_.flowing() && (complete_ || write_epoch_ == Epoch::application)) return Transfer{Status::done};
      switch (TRY(step())) {
        case Step::progressed: break;
        case Step::wants_input: return Transfer{Status::wants_input};
        case Step::wants_answer: return Transfer{Status::wants_answer};
        case Step::closed: return Transfer{Status::closed};
        case Step::data: return copy_early_data(out);
      }
    }
  });
}

Result<Transfer> Connection::Impl::copy_early_data(MutableBytes out) {
  if (reader_.content().size() > early_data_.bytes_left()) {
    return fail(Alert::unexpected_message, Reason::too_much_early_data);
  }
  const Transfer copied = TRY(copy_data(out, Take::yes));
  early_data_.count(copied.size);
  return copied;
}

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// Data of the application, both ways.
#include <algorithm>

#include "engine/connection_impl.h"

namespace reprise::engine {
namespace {

constexpr std::size_t kMaxWrite = 64 * 1024;  // bytes taken at once, and the output at which no more are taken
// The output at which nothing is taken of the peer that would add to it. Data of ours alone does not come to that.
constexpr std::size_t kMaxAnswered = 3 * kMaxWrite;

}  // namespace

Result<Connection::Impl::Step> Connection::Impl::take_application_data() {
  TRY(expect_whole_message());
  // RFC 8446, 2.3: a server takes early data, and its answer may reach a client that has not ended its own.
  const bool early = early_data_.flowing() && (role_ == Role::server || machine_->accepts_application_data());
  if (!early && (!complete_ || !machine_->accepts_application_data())) {
    return fail(Alert::unexpected_message, Reason::app_data_in_handshake);
  }
  if (!reader_.content().empty()) {
    costly_messages_ = 0;
    return Step::data;
  }
  reader_.take(0);
  return Step::progressed;
}

Result<Transfer> Connection::Impl::transfer(MutableBytes out, Take take) {
  return guarded([&]() -> Result<Transfer> {
    const Status status = TRY(drive());
    const bool may_read_early_answer = status == Status::early_data && role_ == Role::client;
    if (status != Status::done && !may_read_early_answer) return Transfer{status};
    for (;;) {
      switch (TRY(step())) {
        case Step::progressed: break;
        case Step::wants_input: return Transfer{Status::wants_input};
        case Step::wants_answer: return Transfer{Status::wants_answer};
        case Step::closed: return Transfer{Status::closed};
        case Step::data: return copy_data(out, take);
      }
    }
  });
}

Result<Transfer> Connection::Impl::copy_data(MutableBytes out, Take take) {
  const Bytes content = reader_.content();
  const std::size_t size = std::min(out.size(), content.size());
  std::copy_n(content.data(), size, out.data());  // pointers: the library's own iterators would go byte by byte
  if (take == Take::yes) reader_.take(size);
  return Transfer{Status::done, size};
}

Result<Transfer> Connection::Impl::write(Bytes data) {
  if (close_sent_ && !dead_) return fail_silently(Reason::protocol_is_shutdown);
  return guarded([&]() -> Result<Transfer> {
    const Status status = TRY(drive());
    if (status != Status::done) return Transfer{status};
    if (amid_answer_ && TRY(step()) == Step::wants_answer) return Transfer{Status::wants_answer};
    if (has_room()) TRY(update_due_key());
    return seal_data(data);
  });
}

bool Connection::Impl::has_room() const { return writer_.output().size() < kMaxWrite; }
bool Connection::Impl::may_answer() const { return writer_.output().size() < kMaxAnswered; }

Result<Transfer> Connection::Impl::seal_data(Bytes data) {
  if (!has_room()) return Transfer{Status::done};
  const Bytes head = data.first(std::min(data.size(), kMaxWrite));
  // Where no KeyUpdate can be sent yet, records go out for as long as the key bears them.
  const auto at_limit = complete_ ? RecordWriter::AtKeyLimit::stop : RecordWriter::AtKeyLimit::go_on;
  return Transfer{Status::done, TRY(writer_.application_data(head, at_limit))};
}

// RFC 9846, 4.7.3: the answer to all requests that have come while we were silent. 5.5: an update before the limits of
// the AEAD are reached.
Result<> Connection::Impl::update_due_key() {
  if (!key_update_due_ && !writer_.needs_key_update()) return success();
  TRY(machine_->update_keys(handshake::RequestUpdate::no, *this));
  return perform_effects();
}

std::size_t Connection::Impl::pending() const {
  const bool data = !dead_ && reader_.type() == wire::ContentType::application_data;
  return data ? reader_.content_size() : 0;
}

void Connection::Impl::output_sent(std::size_t size) { writer_.sent(size); }

void Connection::Impl::release_idle_buffers() {
  reader_.release_idle();
  writer_.release_idle();
}

}  // namespace reprise::engine

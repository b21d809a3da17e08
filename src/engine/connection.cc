// SPDX-License-Identifier: Apache-2.0
#include "engine/connection.h"

#include "engine/connection_impl.h"

namespace reprise::engine {

Connection::Connection(Role role, handshake::Host& host, MakeMachine make_machine)
    : impl_(std::make_unique<Impl>(role, host, make_machine)) {}
Connection::~Connection() = default;

void Connection::offer(Ref<session::Session> session) { impl_->offer(std::move(session)); }
Result<Status> Connection::handshake() { return impl_->handshake(); }
bool Connection::handshake_started() const { return impl_->handshake_started(); }
bool Connection::handshake_complete() const { return impl_->handshake_complete(); }
bool Connection::amid_messages() const { return impl_->amid_messages(); }
handshake::StateName Connection::state() const { return impl_->state(); }

session::Session* Connection::session_in_making() { return impl_->session_in_making(); }

std::size_t Connection::input_wanted() const { return impl_->input_wanted(); }
MutableBytes Connection::input_space(std::size_t at_most) { return impl_->input_space(at_most); }
void Connection::input_filled(std::size_t size) { impl_->input_filled(size); }
std::size_t Connection::input_waiting() const { return impl_->input_waiting(); }
Result<Status> Connection::input_ended() { return impl_->input_ended(); }

Bytes Connection::output() const { return impl_->output(); }
Bytes Connection::lend_output() { return impl_->lend_output(); }
void Connection::output_sent(std::size_t size) { impl_->output_sent(size); }

Result<Transfer> Connection::read(MutableBytes out) { return impl_->read(out); }
Result<Transfer> Connection::peek(MutableBytes out) { return impl_->peek(out); }
Result<Transfer> Connection::write(Bytes data) { return impl_->write(data); }
std::size_t Connection::pending() const { return impl_->pending(); }
bool Connection::has_pending() const { return impl_->has_input(); }
std::uint64_t Connection::messages_handled() const { return impl_->messages_handled(); }

Result<Transfer> Connection::write_early_data(Bytes data) { return impl_->write_early_data(data); }
Result<Status> Connection::end_early_data() { return impl_->end_early_data(); }
Result<Transfer> Connection::read_early_data(MutableBytes out) { return impl_->read_early_data(out); }

void Connection::close() { impl_->close(); }
bool Connection::close_sent() const { return impl_->close_sent(); }
bool Connection::close_received() const { return impl_->close_received(); }
bool Connection::failed() const { return impl_->failed(); }
bool Connection::busy() const { return impl_->busy(); }
std::optional<std::uint8_t> Connection::peer_alert() const { return impl_->peer_alert(); }

bool Connection::owes_key_update() const { return impl_->owes_key_update(); }

Result<> Connection::update_keys(handshake::RequestUpdate request) {
  return impl_->after_handshake(
      [](handshake::Machine& machine, handshake::Effects& out, unsigned argument) {
        return machine.update_keys(handshake::RequestUpdate(argument), out);
      },
      unsigned(request));
}

Result<> Connection::send_tickets(unsigned count) {
  return impl_->after_handshake([](handshake::Machine& machine, handshake::Effects& out, unsigned argument) {
    return machine.send_tickets(argument, out);
  }, count);
}

Result<> Connection::request_client_certificate() {
  return impl_->after_handshake([](handshake::Machine& machine, handshake::Effects& out, unsigned) {
    return machine.request_client_certificate(out);
  }, 0);
}

Result<> Connection::export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) {
  return impl_->export_key(label, context, has_context, out);
}

const handshake::Facts& Connection::facts() const { return impl_->facts(); }
handshake::Facts& Connection::facts() { return impl_->facts(); }
Role Connection::role() const { return impl_->role(); }
void Connection::set_observer(Observer* observer) { impl_->set_observer(observer); }
void Connection::set_record_options(const RecordOptions& options) { impl_->set_record_options(options); }
void Connection::release_idle_buffers() { impl_->release_idle_buffers(); }

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// The handshake: records in, messages to the machine.
#include "engine/connection_impl.h"

#include "wire/messages/handshake_header.h"

namespace reprise::engine {
namespace {

using handshake::StateName;
using handshake::Wants;
using wire::ContentType;
using wire::HandshakeType;

constexpr unsigned kMaxChangeCipherSpecs = 32;
constexpr unsigned kMaxCostlyMessages = 32;  // without application data between them, within this time:
constexpr Seconds kCostlyTime{10};

// What makes us write, once the handshake is complete. (The answer to a KeyUpdate comes with our next data.)
bool is_answered(HandshakeType type) {
  return type == HandshakeType::certificate_request || type == HandshakeType::hello_request ||
         type == HandshakeType::client_hello;
}

// What a connection does while it takes a message; `otherwise` for one that it does not expect anywhere.
StateName reading(Role role, HandshakeType type, StateName otherwise) {
  const bool client = role == Role::client;
  switch (type) {
    case HandshakeType::client_hello: return client ? otherwise : StateName::server_read_client_hello;
    case HandshakeType::server_hello: return client ? StateName::client_read_server_hello : otherwise;
    case HandshakeType::new_session_ticket: return client ? StateName::client_read_session_ticket : otherwise;
    case HandshakeType::end_of_early_data: return client ? otherwise : StateName::server_read_end_of_early_data;
    case HandshakeType::encrypted_extensions: return client ? StateName::client_read_encrypted_extensions : otherwise;
    case HandshakeType::certificate:
      return client ? StateName::client_read_certificate : StateName::server_read_certificate;
    case HandshakeType::server_key_exchange: return client ? StateName::client_read_server_key_exchange : otherwise;
    case HandshakeType::certificate_request: return client ? StateName::client_read_certificate_request : otherwise;
    case HandshakeType::server_hello_done: return client ? StateName::client_read_server_done : otherwise;
    case HandshakeType::certificate_verify:
      return client ? StateName::client_read_certificate_verify : StateName::server_read_certificate_verify;
    case HandshakeType::client_key_exchange: return client ? otherwise : StateName::server_read_client_key_exchange;
    case HandshakeType::finished: return client ? StateName::client_read_finished : StateName::server_read_finished;
    case HandshakeType::certificate_status: return client ? StateName::client_read_certificate_status : otherwise;
    case HandshakeType::key_update:
      return client ? StateName::client_read_key_update : StateName::server_read_key_update;
    default: return otherwise;
  }
}

Reason reason_of_haste(HandshakeType type) {
  switch (type) {
    case HandshakeType::key_update: return Reason::too_many_key_updates;
    case HandshakeType::certificate_request: return Reason::unexpected_message;
    default: return Reason::no_renegotiation;
  }
}

}  // namespace

Connection::Impl::Impl(Role role, handshake::Host& host, MakeMachine make_machine)
    : role_(role),
      host_(host),
      make_machine_(make_machine),
      watch_(role_, host_, facts_),
      reader_(watch_),
      writer_(watch_) {
  // RFC 8446, 5.1: an initial ClientHello may bear 0x0301, for the sake of old servers.
  if (role == Role::client) writer_.set_plain_version(wire::ProtocolVersion::tls10);
}

session::Session* Connection::Impl::session_in_making() {
  if (machine_ == nullptr || complete_) return nullptr;
  return handshake::session_in_making(machine_->session_secrets(), host_, facts_);
}

Result<Status> Connection::Impl::handshake() {
  return guarded([&] { return drive(); });
}

Result<> Connection::Impl::start(EarlyDataWanted wanted) {
  if (started_) return success();
  started_ = true;
  machine_ = make_machine_(host_, facts_, std::move(offered_));
  if (wanted == EarlyDataWanted::yes) machine_->want_early_data();
  watch_.handshake_started();
  return settle(machine_->start(*this));
}

Result<Status> Connection::Impl::drive() {
  if (complete_) return Status::done;
  const bool begins = !started_;
  TRY(start());
  if (begins && host_asked_) return Status::wants_answer;
  while (!complete_) {
    if (rests_for_early_data()) return Status::early_data;
    switch (TRY(step())) {
      case Step::progressed: break;
      case Step::wants_input: return Status::wants_input;
      case Step::wants_answer: return Status::wants_answer;
      case Step::closed: return Status::closed;
      case Step::data: return fail(Alert::unexpected_message, Reason::app_data_in_handshake);
    }
  }
  release_idle_buffers();
  return Status::done;
}

// Performs what a call of the machine has left to do.
Result<> Connection::Impl::settle(Result<Wants> wants) {
  if (!wants.ok()) return wants.error();
  host_asked_ = wants.value() == Wants::host;
  amid_answer_ = complete_ && host_asked_ && (amid_answer_ || !writer_.flight().empty());
  return perform_effects();
}

Result<> Connection::Impl::perform_effects() {
  if (effect_failure_) return *effect_failure_;
  TRY(writer_.flush_flight());
  if (complete_ && !shrunk_) {
    shrunk_ = true;
    machine_->shrink();
  }
  return success();
}

Result<Connection::Impl::Step> Connection::Impl::step() {
  if (host_asked_) {
    TRY(settle(machine_->ask_again(*this)));
    return host_asked_ ? Step::wants_answer : Step::progressed;
  }
  if (close_received_) return Step::closed;
  if (!TRY(reader_.open_next(facts_.version))) return Step::wants_input;
  return take_record();
}

Result<Connection::Impl::Step> Connection::Impl::take_record() {
  if (reader_.type() != ContentType::alert) warning_alerts_ = 0;
  switch (reader_.type()) {
    case ContentType::handshake: return take_handshake();
    case ContentType::alert: return take_alert();
    case ContentType::change_cipher_spec: return take_change_cipher_spec();
    case ContentType::application_data: return take_application_data();
    default: return fail(Alert::unexpected_message, Reason::bad_record_type);
  }
}

// A peer that does not read what we answer it is not heard further (decision 0095).
bool Connection::Impl::must_wait_for_room() const {
  if (!complete_ || may_answer()) return false;
  const auto type = messages_.mid_message() ? messages_.type() : HandshakeType{reader_.content()[0]};
  return is_answered(type);
}

Result<Connection::Impl::Step> Connection::Impl::take_handshake() {
  if (must_wait_for_room()) return Step::wants_input;
  Bytes rest = reader_.content();
  const std::size_t before = rest.size();
  const auto message = TRY(messages_.next(rest, {role_, host_.config().max_certificate_list}));
  if (message) {
    writer_.set_plain_version(wire::ProtocolVersion::tls12);
    ++messages_handled_;
    const StateName before_it = state_;
    const StateName during_it = state_ = reading(role_, HandshakeType{(*message)[0]}, state_);
    watch_.message(Direction::received, ContentType::handshake, *message);
    TRY(count_costly(*message));
    message_ends_record_ = rest.empty();
    TRY(settle(machine_->receive(*message, message_ends_record_, *this)));
    message_ends_record_ = true;
    // What comes behind the handshake may be over with that, and say nothing of a state. A client's later
    // authentication is over with its Finished.
    if (complete_ && !host_asked_ && !amid_messages() && state_ == during_it) state_ = before_it;
    messages_.done();
  }
  reader_.take(before - rest.size());
  return host_asked_ ? Step::wants_answer : Step::progressed;  // not asked again before the caller says so
}

// A peer could keep us deriving keys, signing or refusing for ever. One that takes its time is as good as any (decision
// 0080).
Result<> Connection::Impl::count_costly(Bytes message) {
  const HandshakeType type{message[0]};
  if (type != HandshakeType::key_update && !(complete_ && is_answered(type))) return success();
  if (++costly_messages_ > 1 && costly_messages_ <= kMaxCostlyMessages) return success();
  const TimePoint now = host_.now();
  const bool in_haste =
      costly_messages_ > 1 && now >= first_costly_message_ && now - first_costly_message_ < kCostlyTime;
  if (in_haste) return fail(Alert::unexpected_message, reason_of_haste(type));
  costly_messages_ = 1;
  first_costly_message_ = now;
  return success();
}

// RFC 8446, 5.1: no record of another type may come between the fragments of a handshake message.
Result<> Connection::Impl::expect_whole_message() const {
  if (messages_.mid_message()) return fail(Alert::unexpected_message, Reason::mixed_handshake_and_other_data);
  return success();
}

Result<Connection::Impl::Step> Connection::Impl::take_change_cipher_spec() {
  const Bytes content = reader_.content();
  if (content.size() != 1 || content[0] != 1) return fail(Alert::unexpected_message, Reason::bad_change_cipher_spec);
  TRY(expect_whole_message());
  // RFC 8446, 5: it may be there until the peer's Finished has come; TLS 1.2 has it in handshakes alone.
  if (complete_) return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  if (++change_cipher_specs_ > kMaxChangeCipherSpecs) {
    return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  }
  TRY(settle(machine_->receive_change_cipher_spec(*this)));
  reader_.take(1);
  return Step::progressed;
}

Result<> Connection::Impl::after_handshake(Result<> (*act)(handshake::Machine&, handshake::Effects&, unsigned),
                                           unsigned argument) {
  if (dead_ || close_sent_) return fail_silently(Reason::protocol_is_shutdown);
  if (!complete_ || amid_answer_) return fail_silently(Reason::bad_handshake_state);
  std::optional<Error> refused;
  const auto done = guarded([&]() -> Result<> {
    const auto acted = act(*machine_, *this, argument);
    if (acted.ok()) return perform_effects();
    // What the machine refuses without an alert has changed nothing.
    if (acted.error().alert) return acted.error();
    refused = acted.error();
    return success();
  });
  return refused ? Result<>(*refused) : done;
}

Result<> Connection::Impl::export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) {
  if (machine_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return machine_->export_key(label, context, has_context, out);
}

}  // namespace reprise::engine

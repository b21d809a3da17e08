// SPDX-License-Identifier: Apache-2.0
// What a Connection is made of. Its member functions lie by subject: handshake_driver.cc, effects.cc,
// application_data.cc, early_data.cc, closing.cc.
#pragma once

#include <exception>

#include "base/own_exception.h"
#include "engine/connection.h"
#include "engine/early_data.h"
#include "engine/message_assembler.h"
#include "engine/record_reader.h"
#include "engine/record_writer.h"
#include "engine/watch.h"
#include "handshake/flow/effects.h"

namespace reprise::engine {

class Connection::Impl final : private handshake::Effects {
 public:
  Impl(Role role, handshake::Host& host, MakeMachine make_machine);
  ~Impl() = default;

  // --- The handshake
  void offer(Ref<session::Session> session) { offered_ = std::move(session); }
  Result<Status> handshake();
  Result<> after_handshake(Result<> (*act)(handshake::Machine& machine, handshake::Effects& out, unsigned argument),
                           unsigned argument);
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out);

  // --- Application data
  Result<Transfer> read(MutableBytes out) { return transfer(out, Take::yes); }
  Result<Transfer> peek(MutableBytes out) { return transfer(out, Take::no); }
  Result<Transfer> write(Bytes data);
  std::size_t pending() const;

  // --- 0-RTT
  Result<Transfer> write_early_data(Bytes data);
  Result<Status> end_early_data();
  Result<Transfer> read_early_data(MutableBytes out);

  // --- Closing
  void close();
  Result<Status> input_ended();

  // --- Bytes
  std::size_t input_wanted() const { return dead_ || close_received_ ? 0 : reader_.wanted(); }
  MutableBytes input_space(std::size_t at_most) { return reader_.space(at_most); }
  void input_filled(std::size_t size) { reader_.filled(size); }
  bool has_input() const { return reader_.has_bytes(); }
  std::size_t input_waiting() const { return reader_.num_waiting(); }
  Bytes output() const { return writer_.output(); }
  Bytes lend_output() { return writer_.lend_output(); }
  void output_sent(std::size_t size);
  void release_idle_buffers();

  // --- What is known
  bool handshake_started() const { return started_; }
  bool handshake_complete() const { return complete_; }
  bool amid_messages() const { return complete_ && !machine_->accepts_application_data(); }
  handshake::StateName state() const { return state_; }
  session::Session* session_in_making();
  std::uint64_t messages_handled() const { return messages_handled_; }
  bool owes_key_update() const { return key_update_due_; }
  bool close_sent() const { return close_sent_; }
  bool close_received() const { return close_received_; }
  bool failed() const { return dead_; }
  bool busy() const { return busy_; }
  std::optional<std::uint8_t> peer_alert() const { return peer_alert_; }
  Role role() const { return role_; }
  handshake::Facts& facts() { return facts_; }
  void set_observer(Observer* observer) { watch_.set(observer); }
  void set_record_options(const RecordOptions& options) { writer_.set_options(options); }

 private:
  enum class Take : std::uint8_t { no, yes };
  // What one record or message, or the lack of one, has led to.
  enum class Step : std::uint8_t { progressed, wants_input, wants_answer, closed, data };

  // A call at work, which the Host's and the observer's code may leave by an exception or by ending its thread: then
  // the state is half changed, and the connection dead.
  class Call {
   public:
    explicit Call(Impl& self) : self_(self) { self_.busy_ = true; }
    ~Call() {
      self_.busy_ = false;
      if (!ended_) self_.break_off();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    void ended() { ended_ = true; }

   private:
    Impl& self_;
    bool ended_ = false;
  };

  // Runs `body` unless the connection is dead, or at work on the call that led to this one. An Error from it ends the
  // connection, and so does an exception of ours, as for want of memory: the step that broke off has left its state
  // half changed.
  template <typename Body>
  auto guarded(Body body) -> decltype(body()) {
    if (dead_) return fail_silently(Reason::protocol_is_shutdown);
    if (busy_) return fail_silently(Reason::bad_handshake_state);
    Call call(*this);
    try {
      auto result = body();
      if (!result.ok()) die(result.error());
      call.ended();
      return result;
    } catch (const std::exception& exception) {
      const Error error = die_of(reason_of_own(exception));
      call.ended();
      return error;
    }
  }
  bool is_tls13() const { return facts_.version == wire::code_of(wire::ProtocolVersion::tls13); }

  enum class EarlyDataWanted : std::uint8_t { no, yes };
  Result<> start(EarlyDataWanted wanted = EarlyDataWanted::no);
  Result<Status> drive();
  bool rests_for_early_data() const { return early_data_.flowing(); }
  Result<> settle(Result<handshake::Wants> wants);
  Result<> perform_effects();
  Result<Step> step();
  Result<Step> take_record();
  Result<Step> take_handshake();
  Result<Step> take_change_cipher_spec();
  Result<Step> take_alert();
  Result<Step> take_application_data();
  Result<> expect_whole_message() const;
  Result<> count_costly(Bytes message);
  bool must_wait_for_room() const;

  Result<Transfer> transfer(MutableBytes out, Take take);
  Result<Transfer> copy_data(MutableBytes out, Take take);
  Result<Transfer> copy_early_data(MutableBytes out);
  Result<Transfer> seal_data(Bytes data);
  bool has_room() const;
  bool may_answer() const;
  Result<> update_due_key();

  Result<> send_alert(AlertLevel level, Alert alert);
  Result<Step> obey_alert(AlertLevel level, Alert alert);
  void die(const Error& error);
  Error die_of(Reason reason);
  void break_off();
  void retire_session();

  // handshake::Effects
  ByteVector& flight() override { return writer_.flight(); }
  void send_change_cipher_spec() override;
  void owe_change_cipher_spec() override { change_cipher_spec_due_ = true; }
  void send_warning_alert(Alert alert) override;
  Result<> use_read_keys(handshake::Epoch epoch, const record::Keys& keys) override;
  Result<> use_write_keys(handshake::Epoch epoch, const record::Keys& keys) override;
  void owe_key_update(handshake::Debt debt) override { key_update_due_ = debt == handshake::Debt::due; }
  void limit_fragments(std::size_t max_bytes) override;
  void skip_early_data(std::uint32_t max_bytes) override { reader_.skip_early_data(max_bytes); }
  void accept_early_data(std::uint32_t max_bytes) override;
  void offer_early_data(std::uint32_t max_bytes) override { early_data_.open(max_bytes); }
  void entered(handshake::StateName name) override;
  void handshake_done() override;
  void remember(Result<> result);

  const Role role_;
  handshake::Host& host_;
  const MakeMachine make_machine_;
  handshake::Facts facts_;
  Watch watch_;
  RecordReader reader_;
  RecordWriter writer_;
  MessageAssembler messages_;
  EarlyData early_data_;
  Ref<session::Session> offered_;
  std::unique_ptr<handshake::Machine> machine_;
  std::optional<Error> effect_failure_;  // of an effect that could not return it
  std::size_t fragment_limit_ = wire::kMaxPlaintextLen;  // agreed on with the peer
  std::uint64_t messages_handled_ = 0;
  std::optional<std::uint8_t> peer_alert_;
  std::uint8_t warning_alerts_ = 0;      // in a row
  std::uint8_t costly_messages_ = 0;     // without data between them
  TimePoint first_costly_message_{};     // ... when the first of them came
  std::uint8_t change_cipher_specs_ = 0;
  handshake::Epoch write_epoch_ = handshake::Epoch::plain;
  handshake::StateName state_ = handshake::StateName::before;
  bool started_ = false;
  bool complete_ = false;
  bool shrunk_ = false;
  bool key_update_due_ = false;         // before the next application data
  bool change_cipher_spec_due_ = false;  // before anything else
  bool host_asked_ = false;           // the machine waits for an answer of the Host
  // RFC 8446, 4.6.2: a part of our answer to a CertificateRequest has been sent, and nothing may come before the rest.
  bool amid_answer_ = false;
  bool message_ends_record_ = true;   // of the message that the machine has before it
  bool close_sent_ = false;
  bool close_received_ = false;
  bool dead_ = false;
  bool busy_ = false;                 // a call is at work
};

}  // namespace reprise::engine

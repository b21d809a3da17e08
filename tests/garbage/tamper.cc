// SPDX-License-Identifier: Apache-2.0
#include "tamper.h"

#include "handshake/endpoint/client.h"
#include "handshake/endpoint/server.h"
#include "wire/messages/handshake_header.h"

namespace reprise::garbage {
namespace {

using handshake::Epoch;
using handshake::Effects;
using handshake::Wants;

const Tampering* current_tampering = nullptr;
std::vector<Sent>* current_log = nullptr;

// Collects the messages of one call, and passes them on changed.
class TamperedOutput final : public Effects {
 public:
  struct Counts {
    std::size_t messages = 0;
    std::size_t ccs = 0;
  };
  TamperedOutput(Effects& out, Role sender, Counts& counts) : out_(out), sender_(sender), counts_(counts) {}

  ByteVector& flight() override { return flight_; }
  void send_change_cipher_spec() override {
    flush();
    int times = 1;
    if (tampers() && current_tampering->count_ccs) times = current_tampering->count_ccs(counts_.ccs);
    ++counts_.ccs;
    for (; times > 0; --times) out_.send_change_cipher_spec();
  }
  void owe_change_cipher_spec() override { out_.owe_change_cipher_spec(); }
  void send_warning_alert(Alert alert) override { flush(), out_.send_warning_alert(alert); }
  Result<> use_read_keys(Epoch epoch, const record::Keys& keys) override { return out_.use_read_keys(epoch, keys); }
  Result<> use_write_keys(Epoch epoch, const record::Keys& keys) override {
    flush();
    return out_.use_write_keys(epoch, keys);
  }
  void owe_key_update(handshake::Debt debt) override { out_.owe_key_update(debt); }
  void limit_fragments(std::size_t max_bytes) override { out_.limit_fragments(max_bytes); }
  void skip_early_data(std::uint32_t max_bytes) override { out_.skip_early_data(max_bytes); }
  void accept_early_data(std::uint32_t max_bytes) override { out_.accept_early_data(max_bytes); }
  void offer_early_data(std::uint32_t max_bytes) override { flush(), out_.offer_early_data(max_bytes); }
  void entered(handshake::StateName name) override { out_.entered(name); }
  void handshake_done() override { flush(), out_.handshake_done(); }

  void flush() {
    for (Bytes rest = flight_; !rest.empty();) {
      const auto header = wire::read_handshake_header(rest.first<wire::kHandshakeHeaderLen>());
      const ByteVector message = copy_of(rest.first(wire::kHandshakeHeaderLen + header.length));
      rest = rest.subspan(message.size());
      send(message);
    }
    flight_.clear();
  }

 private:
  bool tampers() const { return current_tampering != nullptr && current_tampering->sender == sender_; }
  void send(const ByteVector& message) {
    const std::size_t index = counts_.messages++;
    if (current_log != nullptr) current_log->push_back({sender_, index, message});
    if (!tampers() || !current_tampering->change) return append(message);
    for (const auto& changed : current_tampering->change(index, message)) append(changed);
  }
  void append(const ByteVector& bytes) { out_.flight().insert(out_.flight().end(), bytes.begin(), bytes.end()); }

  Effects& out_;
  Role sender_;
  Counts& counts_;
  ByteVector flight_;
};

class TamperedMachine final : public handshake::Machine {
  // One call of the real machine, with an Effects that changes what it sends.
  template <typename Call>
  auto through(Effects& out, Call call) {
    TamperedOutput tampered(out, role_, counts_);
    auto result = call(tampered);
    tampered.flush();
    return result;
  }

 public:
  TamperedMachine(Role role, std::unique_ptr<handshake::Machine> inner) : role_(role), inner_(std::move(inner)) {}

  void want_early_data() override { inner_->want_early_data(); }
  Result<Wants> start(Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->start(to); });
  }
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->receive(message, ends_record, to); });
  }
  Result<Wants> receive_change_cipher_spec(Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->receive_change_cipher_spec(to); });
  }
  Result<Wants> ask_again(Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->ask_again(to); });
  }
  bool accepts_application_data() const override { return inner_->accepts_application_data(); }
  Result<> update_keys(handshake::RequestUpdate request, Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->update_keys(request, to); });
  }
  Result<> send_tickets(unsigned count, Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->send_tickets(count, to); });
  }
  Result<> request_client_certificate(Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->request_client_certificate(to); });
  }
  Result<Wants> end_early_data(Effects& out) override {
    return through(out, [&](Effects& to) { return inner_->end_early_data(to); });
  }
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) override {
    return inner_->export_key(label, context, has_context, out);
  }
  void shrink() override { inner_->shrink(); }

 private:
  Role role_;
  std::unique_ptr<handshake::Machine> inner_;
  TamperedOutput::Counts counts_;
};

}  // namespace

void tamper_with(const Tampering* tampering, std::vector<Sent>* log) {
  current_tampering = tampering;
  current_log = log;
}

std::unique_ptr<handshake::Machine> make_tampered_client(handshake::Host& host, handshake::Facts& facts,
                                                         Ref<session::Session> offered) {
  return std::make_unique<TamperedMachine>(Role::client, handshake::make_client(host, facts, std::move(offered)));
}

std::unique_ptr<handshake::Machine> make_tampered_server(handshake::Host& host, handshake::Facts& facts,
                                                         Ref<session::Session>) {
  return std::make_unique<TamperedMachine>(Role::server, handshake::make_server(host, facts));
}

}  // namespace reprise::garbage

// SPDX-License-Identifier: Apache-2.0
// A handshake of a few fixed messages with fixed keys, so that tests of the engine need no cryptography of a real one.
#pragma once

#include <functional>

#include "base/check.h"
#include "engine/connection.h"
#include "support/record/keys.h"

namespace reprise::engine {

using handshake::Epoch;
using handshake::StateName;
using handshake::Wants;
using wire::HandshakeType;

inline ByteVector handshake_message(HandshakeType type, Bytes body) {
  ByteVector message{std::uint8_t(type), std::uint8_t(body.size() >> 16), std::uint8_t(body.size() >> 8),
                     std::uint8_t(body.size())};
  message.insert(message.end(), body.begin(), body.end());
  return message;
}

// Which keys protect what in the test handshake; the number is the seed of test_keys().
enum TestKey : std::uint8_t {
  client_handshake = 1, server_handshake = 2, client_data = 3, server_data = 4, client_early = 5, after_update = 6,
};
inline record::Keys tls13_keys(TestKey key) {
  return record::test_keys(crypto::Aead::aes_128_gcm, record::Format::tls13, key);
}
inline record::Keys tls12_keys(TestKey key) {
  return record::test_keys(crypto::Aead::aes_128_gcm, record::Format::tls12_explicit_nonce, key);
}

// What a test may change about one side.
struct Script {
  std::uint16_t version = 0x0304;
  std::uint32_t early_data = 0;          // client: offers that much; server: accepts or skips that much
  bool accepts_early_data = true;        // both sides know
  bool host_answers = true;              // false: the first message waits for the host
  std::size_t fragment_limit = 0;        // agreed on with the first message that comes; 0: none
  std::size_t certificate_size = 0;      // the server sends a Certificate with a body of that length
  unsigned key_update_requests = 0;      // KeyUpdates sent so far
  bool wants_early_data = false;
  bool shrunk = false;
  bool fails = false;  // what the connection asks the machine to do, but to take what comes
  std::vector<ByteVector> received;
  // When set, takes messages in the place of the test handshake.
  std::function<Result<Wants>(Bytes message, bool ends_record, handshake::Effects& out)> on_message;
};

class TestHost final : public handshake::Host {
 public:
  TestHost() : config_(make_ref<handshake::Config>()), random_(0) { config_->algorithms = record::test_algorithms(); }

  const handshake::Config& config() const override { return *config_; }
  handshake::Config& mutable_config() { return *config_; }
  TimePoint now() const override { return clock.now(); }
  crypto::Random& random() override { return random_; }
  crypto::CertificateInterner& certificates() override { CHECK(false); }
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain&,
                                                    const handshake::Facts&) override {
    return std::optional(handshake::Verdict{.accepted = true});
  }
  void publish(const Ref<session::Session>&, const handshake::Facts&) override {}
  bool retire(const Ref<session::Session>&) override { return ++num_retired > 0; }
  Result<handshake::IssuedTicket> issue_ticket(session::Session&, std::uint16_t) override {
    return handshake::IssuedTicket{};
  }

  ManualClock clock;
  Script script;
  int num_retired = 0;

 private:
  Ref<handshake::Config> config_;
  crypto::FixedRandom random_;
};

class TestMachine : public handshake::Machine {
 public:
  TestMachine(Role role, TestHost& host, handshake::Facts& facts) : role_(role), script_(host.script), facts_(facts) {}

  void want_early_data() override { script_.wants_early_data = true; }
  Result<Wants> start(handshake::Effects& out) override {
    if (script_.fails) return failure();
    if (role_ == Role::server) return Wants::message;
    out.entered(StateName::client_write_client_hello);
    append(out, HandshakeType::client_hello, bytes_of("hello"));
    if (script_.early_data != 0 && script_.wants_early_data) {
      out.send_change_cipher_spec();
      TRY(out.use_write_keys(Epoch::early_data, tls13_keys(client_early)));
      out.offer_early_data(script_.early_data);
    }
    return Wants::message;
  }
  Result<Wants> receive(Bytes message, bool ends_record, handshake::Effects& out) override {
    if (script_.received.empty() && script_.fragment_limit != 0) out.limit_fragments(script_.fragment_limit);
    script_.received.push_back(copy_of(message));
    if (script_.on_message) return script_.on_message(message, ends_record, out);
    if (!script_.host_answers) {
      waiting_ = copy_of(message);
      return Wants::host;
    }
    return script_.version == 0x0304 ? on_tls13(message, out) : on_tls12(message, out);
  }
  Result<Wants> receive_change_cipher_spec(handshake::Effects& out) override {
    if (script_.version == 0x0304) return Wants::message;
    TRY(out.use_read_keys(Epoch::application, tls12_keys(role_ == Role::client ? server_data : client_data)));
    return Wants::message;
  }
  Result<Wants> ask_again(handshake::Effects& out) override {
    if (!script_.host_answers) return Wants::host;
    return script_.version == 0x0304 ? on_tls13(waiting_, out) : on_tls12(waiting_, out);
  }
  bool accepts_application_data() const override { return true; }
  Result<> update_keys(handshake::RequestUpdate request, handshake::Effects& out) override {
    if (script_.fails) return failure();
    ++script_.key_update_requests;
    const std::uint8_t body = std::uint8_t(request);
    append(out, HandshakeType::key_update, Bytes(&body, 1));
    out.owe_key_update(handshake::Debt::none);
    return out.use_write_keys(Epoch::application, tls13_keys(after_update));
  }
  Result<> send_tickets(unsigned count, handshake::Effects& out) override {
    for (unsigned i = 0; i < count; ++i) append(out, HandshakeType::new_session_ticket, bytes_of("ticket"));
    return success();
  }
  Result<> request_client_certificate(handshake::Effects&) override { return fail_silently(Reason::not_supported); }
  Result<Wants> end_early_data(handshake::Effects&) override {
    if (script_.fails) return failure();
    return Wants::message;
  }
  Result<> export_key(std::string_view, Bytes, bool, MutableBytes) override { return success(); }
  void shrink() override { script_.shrunk = true; }

 private:
  static Error failure() { return fail(Alert::internal_error, Reason::internal); }
  static void append(handshake::Effects& out, HandshakeType type, Bytes body) {
    const ByteVector message = handshake_message(type, body);
    out.flight().insert(out.flight().end(), message.begin(), message.end());
  }
  Result<Wants> on_tls13(Bytes message, handshake::Effects& out) {
    switch (HandshakeType{message[0]}) {
      case HandshakeType::client_hello: TRY(answer_hello(out)); break;
      case HandshakeType::server_hello:
        facts_.version = 0x0304;
        TRY(out.use_read_keys(Epoch::handshake, tls13_keys(server_handshake)));
        break;
      case HandshakeType::finished: TRY(role_ == Role::client ? finish_client(out) : finish_server(out)); break;
      case HandshakeType::end_of_early_data:
        TRY(out.use_read_keys(Epoch::handshake, tls13_keys(client_handshake)));
        break;
      case HandshakeType::key_update:
        TRY(out.use_read_keys(Epoch::application, tls13_keys(after_update)));
        if (message.back() == 1) out.owe_key_update(handshake::Debt::due);
        break;
      default: break;
    }
    return Wants::message;
  }
  Result<> answer_hello(handshake::Effects& out) {
    facts_.version = 0x0304;
    out.entered(StateName::server_read_client_hello);
    out.entered(StateName::server_write_server_hello);
    append(out, HandshakeType::server_hello, bytes_of("hello"));
    out.send_change_cipher_spec();
    TRY(out.use_write_keys(Epoch::handshake, tls13_keys(server_handshake)));
    const bool early = script_.early_data != 0 && script_.accepts_early_data;
    TRY(early ? out.use_read_keys(Epoch::early_data, tls13_keys(client_early))
              : out.use_read_keys(Epoch::handshake, tls13_keys(client_handshake)));
    if (early) out.accept_early_data(script_.early_data);
    if (script_.early_data != 0 && !early) out.skip_early_data(script_.early_data);
    out.entered(StateName::server_write_encrypted_extensions);
    append(out, HandshakeType::encrypted_extensions, {});
    if (script_.certificate_size != 0) append(out, HandshakeType::certificate, ByteVector(script_.certificate_size));
    out.entered(StateName::server_write_finished);
    append(out, HandshakeType::finished, bytes_of("server"));
    return out.use_write_keys(Epoch::application, tls13_keys(server_data));
  }
  Result<> finish_client(handshake::Effects& out) {
    if (script_.early_data != 0 && script_.accepts_early_data) append(out, HandshakeType::end_of_early_data, {});
    if (script_.early_data == 0 || !script_.wants_early_data) out.send_change_cipher_spec();
    TRY(out.use_write_keys(Epoch::handshake, tls13_keys(client_handshake)));
    append(out, HandshakeType::finished, bytes_of("client"));
    TRY(out.use_write_keys(Epoch::application, tls13_keys(client_data)));
    TRY(out.use_read_keys(Epoch::application, tls13_keys(server_data)));
    out.handshake_done();
    return success();
  }
  Result<> finish_server(handshake::Effects& out) {
    TRY(out.use_read_keys(Epoch::application, tls13_keys(client_data)));
    out.handshake_done();
    return success();
  }
  Result<Wants> on_tls12(Bytes message, handshake::Effects& out) {
    const HandshakeType type{message[0]};
    if (type == HandshakeType::client_hello) {
      facts_.version = 0x0303;
      append(out, HandshakeType::server_hello, bytes_of("hello"));
      append(out, HandshakeType::server_hello_done, {});
    } else if (type == HandshakeType::server_hello) {
      facts_.version = 0x0303;
    } else if (type == HandshakeType::server_hello_done) {
      append(out, HandshakeType::client_key_exchange, bytes_of("key"));
      TRY(send_tls12_finished(out, client_data));
    } else if (type == HandshakeType::finished) {
      if (role_ == Role::server) TRY(send_tls12_finished(out, server_data));
      out.handshake_done();
    } else if (type == HandshakeType::hello_request) {
      out.send_warning_alert(Alert::no_renegotiation);
    }
    return Wants::message;
  }
  Result<> send_tls12_finished(handshake::Effects& out, TestKey key) {
    out.send_change_cipher_spec();
    TRY(out.use_write_keys(Epoch::application, tls12_keys(key)));
    append(out, HandshakeType::finished, bytes_of("finished"));
    return success();
  }

  Role role_;
  Script& script_;
  handshake::Facts& facts_;
  ByteVector waiting_;
};

inline std::unique_ptr<handshake::Machine> test_client(handshake::Host& host, handshake::Facts& facts,
                                                       Ref<session::Session>) {
  return std::make_unique<TestMachine>(Role::client, static_cast<TestHost&>(host), facts);
}
inline std::unique_ptr<handshake::Machine> test_server(handshake::Host& host, handshake::Facts& facts,
                                                       Ref<session::Session>) {
  return std::make_unique<TestMachine>(Role::server, static_cast<TestHost&>(host), facts);
}

}  // namespace reprise::engine

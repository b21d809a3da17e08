// SPDX-License-Identifier: Apache-2.0
#include "trace_client.h"

#include <algorithm>

#include "crypto/key_share.h"
#include "handshake/hello/client_offer.h"
#include "handshake/hello/hello_retry.h"
#include "handshake/hello/start.h"
#include "handshake/tls13/flow.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::vectors {
namespace {

using handshake::Effects;
using handshake::Wants;

class TraceClient final : public handshake::Machine {
 public:
  TraceClient(TraceHost& host, handshake::Facts& facts)
      : host_(host), facts_(facts), core_(std::make_unique<handshake::Core>(host, facts)) {}

  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects& out) override {
    return flow_ == nullptr ? Result<Wants>(Wants::message) : flow_->receive_change_cipher_spec(out);
  }
  Result<Wants> ask_again(Effects& out) override { return flow_->ask_again(out); }
  bool accepts_application_data() const override { return flow_ != nullptr && flow_->accepts_application_data(); }
  Result<> update_keys(handshake::RequestUpdate request, Effects& out) override {
    return flow_->update_keys(request, out);
  }
  Result<> send_tickets(unsigned, Effects&) override { return fail_silently(Reason::not_supported); }
  Result<> request_client_certificate(Effects&) override { return fail_silently(Reason::not_supported); }
  Result<Wants> end_early_data(Effects& out) override {
    if (flow_ != nullptr) return flow_->end_early_data(out);
    early_data_ended_ = true;
    return Wants::message;
  }
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) override {
    return flow_->export_key(label, context, has_context, out);
  }
  void shrink() override {}

 private:
  void use_key_share(const char* title, crypto::NamedGroup group);
  void send_hello(std::size_t nth, Effects& out);
  Result<> offer_session();
  Result<Wants> retry(const handshake::Message& message, const wire::ServerHello& request, Effects& out);

  TraceHost& host_;
  handshake::Facts& facts_;
  std::unique_ptr<handshake::Core> core_;
  handshake::Offer offer_;
  bool early_data_ended_ = false;
  std::unique_ptr<handshake::Machine> flow_;
};

void TraceClient::use_key_share(const char* title, crypto::NamedGroup group) {
  const auto& private_key = host_.trace.step(Role::client, title)["private key"];
  offer_.key_share = std::move(crypto::KeyShare::from_private_key(*core_->algorithms, group, private_key).value());
}

void TraceClient::send_hello(std::size_t nth, Effects& out) {
  const auto& message = host_.trace.record(Role::client, nth)["payload"];
  const auto hello = wire::read_client_hello(Bytes(message).subspan(wire::kHandshakeHeaderLen)).value();
  std::ranges::copy(hello.random, facts_.client_random.begin());
  offer_.session_id.assign(hello.legacy_session_id);
  offer_.extensions.clear();
  for (const auto& extension : hello.extensions) offer_.extensions.push_back(code_of(extension.type));
  out.flight().insert(out.flight().end(), message.begin(), message.end());
  core_->transcript.add(message);
}

Result<> TraceClient::offer_session() {
  handshake::OfferedPsk psk{.session = host_.session.share(), .suite = wire::find_cipher_suite(0x1301)};
  TRY(psk.early_secret.start(core_->scratch, crypto::HashAlgorithm::sha256, psk.session->data().secret()));
  offer_.psks.push_back(std::move(psk));
  offer_.session = host_.session.share();
  offer_.early_data = true;
  return success();
}

Result<Wants> TraceClient::start(Effects& out) {
  offer_.min_version = offer_.max_version = 0x0304;
  use_key_share("create an ephemeral x25519 key pair", crypto::NamedGroup::x25519);
  send_hello(0, out);
  if (host_.session) {
    TRY(offer_session());
    handshake::Context context(*core_, out);
    TRY(handshake::start_early_data(context, offer_));
  }
  return Wants::message;
}

Result<Wants> TraceClient::retry(const handshake::Message& message, const wire::ServerHello& request, Effects& out) {
  handshake::Context context(*core_, out);
  TRY(handshake::take_hello_retry_request(context, message, request, offer_));
  use_key_share("create an ephemeral P-256 key pair", crypto::NamedGroup::secp256r1);
  send_hello(1, out);
  return Wants::message;
}

Result<Wants> TraceClient::receive(Bytes bytes, bool ends_record, Effects& out) {
  if (flow_ != nullptr) return flow_->receive(bytes, ends_record, out);
  const auto message = handshake::message_of(bytes, ends_record);
  auto hello = TRY(handshake::KeptMessage<wire::ServerHello>::read(message, wire::read_server_hello));
  if (hello->is_hello_retry_request()) return retry(message, *hello, out);
  facts_.version = 0x0304;
  std::ranges::copy(hello->random, facts_.server_random.begin());
  flow_ = handshake::tls13::make_client_flow({.core = std::move(core_),
                                              .offer = std::move(offer_),
                                              .server_hello = std::move(hello),
                                              .early_data_ended = early_data_ended_});
  return flow_->start(out);
}

}  // namespace

std::unique_ptr<handshake::Machine> make_trace_client(handshake::Host& host, handshake::Facts& facts,
                                                      Ref<session::Session>) {
  return std::make_unique<TraceClient>(static_cast<TraceHost&>(host), facts);
}

}  // namespace reprise::vectors

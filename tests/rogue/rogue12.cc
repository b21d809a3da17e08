// SPDX-License-Identifier: Apache-2.0
// What a peer of TLS 1.2 knows after each message.
#include "rogue12.h"

#include "base/check.h"
#include "wire/codec/reader.h"

namespace reprise::rogue {

namespace tls12 = handshake::tls12;
using crypto::HashAlgorithm;
using wire::ExtensionType;
using wire::HandshakeType;

void Rogue12::note(HandshakeType type, Bytes message, Role sender) {
  if (type == HandshakeType::hello_request) return;  // RFC 5246, 7.4.1.1: not part of the hashes
  switch (type) {
    case HandshakeType::client_hello: note_client_hello(message); break;
    case HandshakeType::server_hello: note_server_hello(message); break;
    case HandshakeType::server_key_exchange:
      if (sender != own()) {
        wire::Reader reader(body_of(message).subspan(3));
        peer_share_ = copy_of(reader.opaque8().value());
      }
      break;
    case HandshakeType::client_key_exchange: enter(message); return note_key_exchange(message, sender);
    case HandshakeType::new_session_ticket: {
      wire::Reader reader(body_of(message).subspan(4));
      kept_.ticket = copy_of(reader.opaque16().value());
      break;
    }
    case HandshakeType::finished:
      kept_.secret = master_;
      kept_.session_id = session_id_;
      break;
    default: break;
  }
  enter(message);
}

void Rogue12::note_client_hello(Bytes message) {
  const auto hello = wire::read_client_hello(body_of(message)).value();
  client_random_ = copy_of(hello.random);
  session_id_ = copy_of(hello.legacy_session_id);
  ticket_wanted_ = hello.extensions.contains(ExtensionType::session_ticket);
  status_wanted_ = hello.extensions.contains(ExtensionType::status_request);
}

void Rogue12::note_server_hello(Bytes message) {
  const auto hello = wire::read_server_hello(body_of(message)).value();
  server_random_ = copy_of(hello.random);
  const bool resumed = !session_id_.empty() && std::ranges::equal(session_id_, hello.legacy_session_id_echo);
  session_id_ = copy_of(hello.legacy_session_id_echo);
  extended_ = hello.extensions.contains(ExtensionType::extended_master_secret);
  if (resumed) master_ = kept_.secret;
}

void Rogue12::note_key_exchange(Bytes message, Role sender) {
  if (sender != own()) {
    wire::Reader reader(body_of(message));
    peer_share_ = copy_of(reader.opaque8().value());
  }
  ByteVector premaster(32);
  if (!peer_share_.empty()) {
    const auto agreed = share().derive(peer_share_);
    if (agreed.ok()) premaster = copy_of(agreed.value().bytes());
  }
  ByteVector randoms[] = {client_random_, server_random_};
  for (auto& random : randoms) random.resize(32);
  const auto made =
      extended_ ? tls12::extended_master_secret(scratch_, HashAlgorithm::sha256, premaster, hash(transcript_))
                : tls12::master_secret(scratch_, HashAlgorithm::sha256, premaster, {randoms[0], randoms[1]});
  master_ = copy_of(made.value().bytes());
}

void Rogue12::received_change_cipher_spec() {
  const auto both = keys();
  records_.set_read_keys(Epoch::application, own() == Role::client ? both.server : both.client);
  records_.read_under(Epoch::application);
}

void Rogue12::sent_change_cipher_spec() {
  const auto both = keys();
  records_.set_write_keys(Epoch::application, own() == Role::client ? both.client : both.server);
  records_.write_under(Epoch::application);
}

ByteVector Rogue12::finished_data() const {
  const auto data = tls12::verify_data(scratch_, prf(), own(), hash(transcript_));
  return {data.value().begin(), data.value().end()};
}

// A secret that was never agreed on is empty.
crypto::PrfSecret Rogue12::prf() const {
  auto made = crypto::PrfSecret::create(*algorithms(), HashAlgorithm::sha256, master_);
  CHECK(made.ok());
  return std::move(made.value());
}

tls12::ConnectionKeys Rogue12::keys() const {
  ByteVector client = client_random_, server = server_random_;
  client.resize(32), server.resize(32);
  auto made = tls12::connection_keys(scratch_, prf(), suite(), {client, server});
  CHECK(made.ok());
  return std::move(made.value());
}

crypto::KeyShare& Rogue12::share() {
  if (!share_) share_ = std::move(crypto::KeyShare::generate(*algorithms(), crypto::NamedGroup::x25519).value());
  return *share_;
}

std::unique_ptr<Rogue> make_rogue12(const Setup& setup, Kept kept) {
  return std::make_unique<Rogue12>(setup, std::move(kept));
}

}  // namespace reprise::rogue

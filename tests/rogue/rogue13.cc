// SPDX-License-Identifier: Apache-2.0
// What a peer of TLS 1.3 knows after each message (RFC 9846, 7).
#include "rogue13.h"

#include "base/check.h"
#include "wire/codec/reader.h"
#include "wire/extensions/extensions.h"

namespace reprise::rogue {

namespace tls13 = handshake::tls13;
using crypto::HashAlgorithm;
using wire::ExtensionType;
using wire::HandshakeType;

namespace {

// The key_exchange of `group` in a list of shares; empty: none.
ByteVector share_in(Bytes list, std::uint16_t group) {
  for (wire::Reader reader(list); !reader.empty();) {
    const auto id = reader.u16();
    const auto key = reader.opaque16();
    if (!id.ok() || !key.ok()) break;
    if (id.value() == group) return copy_of(key.value());
  }
  return {};
}

}  // namespace

void Rogue13::note(HandshakeType type, Bytes message, Role sender) {
  if (is_complete()) return note_after_handshake(type, message, sender);
  switch (type) {
    case HandshakeType::client_hello: return note_client_hello(message, sender);
    case HandshakeType::server_hello: return note_server_hello(message, sender);
    case HandshakeType::encrypted_extensions: note_encrypted_extensions(message); break;
    case HandshakeType::finished: enter(message); return note_finished(sender);
    case HandshakeType::end_of_early_data:
      if (sender == own()) records_.write_under(Epoch::handshake);
      break;
    default: break;
  }
  enter(message);
}

void Rogue13::note_client_hello(Bytes message, Role sender) {
  enter(message);
  if (sender != Role::client) return;
  if (sender == own()) {
    if (early_offered_) start_early_keys();
    return;
  }
  const auto hello = wire::read_client_hello(body_of(message)).value();
  session_id_ = copy_of(hello.legacy_session_id);
  client_random_ = copy_of(hello.random);
  psk_offered_ = hello.extensions.contains(ExtensionType::pre_shared_key);
  early_offered_ = hello.extensions.contains(ExtensionType::early_data);
  if (const auto shares = hello.extensions.find(ExtensionType::key_share)) {
    peer_share_ = share_in(shares->subspan(2), std::uint16_t(group_));
  }
  if (early_offered_) start_early_keys();
}

void Rogue13::note_retry(const wire::ServerHello& hello, Bytes message) {
  const ByteVector first = hash(transcript_);
  transcript_ = {254, 0, 0, std::uint8_t(first.size())};
  enter(first);
  enter(message);
  retried_ = true;
  early_offered_ = false;
  if (const auto cookie = hello.extensions.find(ExtensionType::cookie)) cookie_ = copy_of(*cookie);
  if (const auto group = hello.extensions.find(ExtensionType::key_share); group && group->size() == 2) {
    group_ = crypto::NamedGroup(std::uint16_t((*group)[0] << 8 | (*group)[1]));
  }
  if (own() == Role::client) records_.write_under(Epoch::plain);
}

void Rogue13::note_server_hello(Bytes message, Role sender) {
  const auto parsed = wire::read_server_hello(body_of(message));
  if (!parsed.ok()) return enter(message);
  const auto& hello = parsed.value();
  if (hello.is_hello_retry_request()) return note_retry(hello, message);
  enter(message);
  if (sender != own()) {
    server_random_ = copy_of(hello.random);
    if (const auto share = hello.extensions.find(ExtensionType::key_share)) {
      peer_share_ = share_in(*share, std::uint16_t(group_));
    }
  }
  ByteVector shared(32);
  if (share_ && !peer_share_.empty()) {
    const auto agreed = share_->derive(peer_share_);
    if (agreed.ok()) shared = copy_of(agreed.value().bytes());
  }
  agree(hello.extensions.contains(ExtensionType::pre_shared_key), shared);
}

void Rogue13::note_encrypted_extensions(Bytes message) {
  const auto block = body_of(message).subspan(2);
  const auto extensions = wire::ExtensionList::parse(block);
  early_accepted_ = extensions.ok() && extensions.value().contains(ExtensionType::early_data);
  if (own() == Role::client && early_offered_ && !early_accepted_) records_.write_under(Epoch::handshake);
}

void Rogue13::note_finished(Role sender) {
  if (sender == Role::server) {
    if (schedule_.hash() != crypto::HashAlgorithm::none && !has_master_) {
      has_master_ = schedule_.advance(scratch_, {}).ok();
    }
    if (!has_master_) return;
    client_data_ = secret("c ap traffic");
    server_data_ = secret("s ap traffic");
    install(Epoch::application, Role::server, server_data_, true);
    return;
  }
  if (!has_master_) return;
  resumption_master_ = secret("res master");
  finished_transcript_ = transcript_;
  install(Epoch::application, Role::client, client_data_, true);
}

void Rogue13::note_after_handshake(HandshakeType type, Bytes message, Role sender) {
  switch (type) {
    case HandshakeType::key_update: return next_key(sender);
    case HandshakeType::new_session_ticket: return keep_ticket(message);
    case HandshakeType::certificate_request: {
      later_ = finished_transcript_;
      const std::size_t size = message[wire::kHandshakeHeaderLen];
      request_context_ = copy_of(message.subspan(wire::kHandshakeHeaderLen + 1, size));
      break;
    }
    default: break;
  }
  const Bytes bytes = as_sent(message);
  if (later_) later_->insert(later_->end(), bytes.begin(), bytes.end());
  if (type == HandshakeType::finished) later_.reset();
}

void Rogue13::keep_ticket(Bytes message) {
  wire::Reader reader(body_of(message));
  (void)reader.u32();
  kept_.age_add = reader.u32().value();
  const Bytes nonce = reader.opaque8().value();
  kept_.ticket = copy_of(reader.opaque16().value());
  kept_.secret =
      copy_of(tls13::resumption_psk(scratch_, HashAlgorithm::sha256, resumption_master_, nonce).value().bytes());
}

// --- Secrets

tls13::KeySchedule Rogue13::early_secret(Bytes psk) const {
  const ByteVector none(32);
  tls13::KeySchedule early;
  CHECK(early.start(scratch_, HashAlgorithm::sha256, psk.empty() ? Bytes(none) : psk).ok());
  return early;
}

void Rogue13::agree(bool with_psk, Bytes shared_secret) {
  schedule_ = early_secret(with_psk ? Bytes(kept_.secret) : Bytes());
  CHECK(schedule_.advance(scratch_, shared_secret).ok());
  client_handshake_ = secret("c hs traffic");
  server_handshake_ = secret("s hs traffic");
  has_master_ = false;
  const bool early = early_offered_ && records_.can_write(Epoch::early_data);
  install(Epoch::handshake, Role::client, client_handshake_, !early);
  install(Epoch::handshake, Role::server, server_handshake_, true);
}

void Rogue13::start_early_keys() {
  const auto early = early_secret(kept_.secret);
  const auto traffic = early.derive(scratch_, "c e traffic", hash(transcript_));
  install(Epoch::early_data, Role::client, traffic.value().bytes(), true);
}

ByteVector Rogue13::secret(std::string_view label) const {
  return copy_of(schedule_.derive(scratch_, label, hash(transcript_)).value().bytes());
}

void Rogue13::install(Epoch epoch, Role writer, Bytes traffic_secret, bool now) {
  const auto keys = tls13::traffic_keys(scratch_, suite(), traffic_secret);
  CHECK(keys.ok());
  if (writer == own()) {
    records_.set_write_keys(epoch, keys.value());
    if (now) records_.write_under(epoch);
  } else {
    records_.set_read_keys(epoch, keys.value());
    if (now) records_.read_under(epoch);
  }
}

void Rogue13::next_key(Role writer) {
  auto& current = data_secret(writer);
  current = copy_of(tls13::next_traffic_secret(scratch_, HashAlgorithm::sha256, current).value().bytes());
  install(Epoch::application, writer, current, true);
}

ByteVector Rogue13::seal_ahead(ContentType type, Bytes content) {
  if (!is_complete()) return {};
  const auto secret = tls13::next_traffic_secret(scratch_, HashAlgorithm::sha256, data_secret(own()));
  const auto keys = tls13::traffic_keys(scratch_, suite(), secret.value().bytes());
  record::Sealer sealer;
  CHECK(sealer.use_keys(*algorithms(), keys.value()).ok());
  return Records::seal(type, content, sealer);
}

ByteVector Rogue13::finished_data() const {
  const bool client = own() == Role::client;
  const Bytes handshake_key = client ? client_handshake_ : server_handshake_;
  const Bytes data_key = client ? client_data_ : server_data_;
  const Bytes key = is_complete() ? data_key : handshake_key;
  const auto mac = tls13::finished_mac(scratch_, HashAlgorithm::sha256, key, hash(authenticated()));
  return copy_of(mac.value().bytes());
}

std::unique_ptr<Rogue> make_rogue13(const Setup& setup, Kept kept) {
  return std::make_unique<Rogue13>(setup, std::move(kept));
}

}  // namespace reprise::rogue

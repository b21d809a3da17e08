// SPDX-License-Identifier: Apache-2.0
// The messages of TLS 1.2, as an honest peer would make them now.
#include "base/check.h"
#include "rogue12.h"

namespace reprise::rogue {

using wire::ExtensionType;
using wire::HandshakeType;
using wire::Writer;

namespace {

constexpr std::uint16_t kEcdsaSha256 = 0x0403;

template <typename Body>
void extension(Writer& out, ExtensionType type, Body body) {
  out.u16(code_of(type));
  out.vec16(body);
}

ByteVector new_random() {
  ByteVector random(32);
  CHECK(crypto::SystemRandom(algorithms().share()).fill(random).ok());
  return random;
}

}  // namespace

ByteVector Rogue12::message(Symbol symbol) {
  const auto empty = [](Writer&) {};
  switch (symbol) {
    case Symbol::client_hello: return client_hello(false);
    case Symbol::client_hello_resuming:
    case Symbol::client_hello_early: return client_hello(true);
    case Symbol::server_hello:
    case Symbol::hello_retry_request: return server_hello(false);
    case Symbol::server_hello_resuming: return server_hello(true);
    case Symbol::new_session_ticket: return new_session_ticket();
    case Symbol::encrypted_extensions:
    case Symbol::encrypted_extensions_early:
      return handshake_message(HandshakeType::encrypted_extensions, [](Writer& out) { out.u16(0); });
    case Symbol::certificate: return certificate(self_->chain.get());
    case Symbol::certificate_empty: return certificate(nullptr);
    case Symbol::certificate_request: return certificate_request();
    case Symbol::certificate_verify: return certificate_verify(*self_->key);
    case Symbol::certificate_verify_forged: return certificate_verify(*alice().key);
    case Symbol::certificate_status: return certificate_status();
    case Symbol::server_key_exchange: return server_key_exchange();
    case Symbol::client_key_exchange: return client_key_exchange();
    case Symbol::finished: return finished(false);
    case Symbol::finished_forged: return finished(true);
    case Symbol::key_update:
    case Symbol::key_update_requested:
      return handshake_message(HandshakeType::key_update, [](Writer& out) { out.u8(0); });
    case Symbol::end_of_early_data: return handshake_message(HandshakeType::end_of_early_data, empty);
    case Symbol::hello_request: return handshake_message(HandshakeType::hello_request, empty);
    case Symbol::server_hello_done: return handshake_message(HandshakeType::server_hello_done, empty);
    default: return handshake_message(HandshakeType{99}, empty);
  }
}

ByteVector Rogue12::client_hello(bool resuming) {
  ByteVector id;
  if (resuming) id = setup_.by_id ? kept_.session_id : ByteVector(32, 0x1d);
  return handshake_message(HandshakeType::client_hello, [&](Writer& out) {
    out.u16(kTls12);
    out.bytes(new_random());
    out.opaque8(id);
    out.vec16([&] { out.u16(0xc02b), out.u16(wire::kEmptyRenegotiationInfoScsv); });
    out.opaque8(ByteVector{0});
    out.vec16([&] {
      extension(out, ExtensionType::supported_groups, [&] { out.vec16([&] { out.u16(29), out.u16(23); }); });
      extension(out, ExtensionType::ec_point_formats, [&] { out.opaque8(ByteVector{0}); });
      extension(out, ExtensionType::signature_algorithms, [&] { out.vec16([&] { out.u16(kEcdsaSha256); }); });
      extension(out, ExtensionType::extended_master_secret, [] {});
      if (!setup_.by_id) {
        extension(out, ExtensionType::session_ticket, [&] {
          if (resuming) out.bytes(kept_.ticket);
        });
      }
    });
  });
}

ByteVector Rogue12::server_hello(bool resuming) {
  // A full handshake has an id of its own, where the server remembers sessions.
  ByteVector id = session_id_;
  if (!resuming) id = setup_.by_id ? new_random() : ByteVector();
  return handshake_message(HandshakeType::server_hello, [&](Writer& out) {
    out.u16(kTls12);
    out.bytes(new_random());
    out.opaque8(id);
    out.u16(0xc02b);
    out.u8(0);
    out.vec16([&] {
      extension(out, ExtensionType::renegotiation_info, [&] { out.u8(0); });
      extension(out, ExtensionType::extended_master_secret, [] {});
      if (!setup_.by_id && !resuming) extension(out, ExtensionType::session_ticket, [] {});
      if (status_wanted_ && !resuming) extension(out, ExtensionType::status_request, [] {});
    });
  });
}

ByteVector Rogue12::certificate_request() const {
  return handshake_message(HandshakeType::certificate_request, [](Writer& out) {
    out.opaque8(ByteVector{64});
    out.vec16([&] { out.u16(kEcdsaSha256); });
    out.u16(0);
  });
}

ByteVector Rogue12::certificate_status() const {
  return handshake_message(HandshakeType::certificate_status, [](Writer& out) {
    out.u8(1);
    out.opaque24(bytes_of("a response"));
  });
}

ByteVector Rogue12::server_key_exchange() {
  Writer params;
  params.u8(3);
  params.u16(29);
  params.opaque8(share().public_key());
  ByteVector content = client_random_;
  content.insert(content.end(), server_random_.begin(), server_random_.end());
  const Bytes written = params.written();
  content.insert(content.end(), written.begin(), written.end());
  const ByteVector signature =
      self_->key->sign(crypto::SignatureScheme::ecdsa_secp256r1_sha256, content).value();
  return handshake_message(HandshakeType::server_key_exchange, [&](Writer& out) {
    out.bytes(params.written());
    out.u16(kEcdsaSha256);
    out.opaque16(signature);
  });
}

ByteVector Rogue12::client_key_exchange() {
  return handshake_message(HandshakeType::client_key_exchange,
                           [&](Writer& out) { out.opaque8(share().public_key()); });
}

ByteVector Rogue12::new_session_ticket() const {
  return handshake_message(HandshakeType::new_session_ticket, [](Writer& out) {
    out.u32(3600);
    out.opaque16(bytes_of("a ticket of the rogue"));
  });
}

}  // namespace reprise::rogue

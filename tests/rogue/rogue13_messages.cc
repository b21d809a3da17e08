// SPDX-License-Identifier: Apache-2.0
// The messages of TLS 1.3, as an honest peer would make them now.
#include <algorithm>

#include "base/check.h"
#include "rogue13.h"

namespace reprise::rogue {

namespace tls13 = handshake::tls13;
using wire::ExtensionType;
using wire::HandshakeType;
using wire::Writer;

namespace {

constexpr std::size_t kHashLen = 32;
constexpr std::size_t kBindersLen = 2 + 1 + kHashLen;

template <typename Body>
void extension(Writer& out, ExtensionType type, Body body) {
  out.u16(code_of(type));
  out.vec16(body);
}

}  // namespace

ByteVector Rogue13::message(Symbol symbol) {
  const auto empty = [](Writer&) {};
  switch (symbol) {
    case Symbol::client_hello:
    case Symbol::client_hello_resuming:
    case Symbol::client_hello_early: return client_hello(symbol);
    case Symbol::server_hello:
    case Symbol::server_hello_resuming:
    case Symbol::hello_retry_request: return server_hello(symbol);
    case Symbol::new_session_ticket: return new_session_ticket();
    case Symbol::encrypted_extensions: return encrypted_extensions(false);
    case Symbol::encrypted_extensions_early: return encrypted_extensions(true);
    case Symbol::certificate: return certificate(self_->chain.get());
    case Symbol::certificate_empty: return certificate(nullptr);
    case Symbol::certificate_request: return certificate_request();
    case Symbol::certificate_verify: return certificate_verify(*self_->key);
    case Symbol::certificate_verify_forged: return certificate_verify(*alice().key);
    case Symbol::finished: return finished(false);
    case Symbol::finished_forged: return finished(true);
    case Symbol::key_update: return handshake_message(HandshakeType::key_update, [](Writer& out) { out.u8(0); });
    case Symbol::key_update_requested:
      return handshake_message(HandshakeType::key_update, [](Writer& out) { out.u8(1); });
    case Symbol::end_of_early_data: return handshake_message(HandshakeType::end_of_early_data, empty);
    case Symbol::hello_request: return handshake_message(HandshakeType::hello_request, empty);
    case Symbol::server_hello_done: return handshake_message(HandshakeType::server_hello_done, empty);
    case Symbol::client_key_exchange:
      return handshake_message(HandshakeType::client_key_exchange, [](Writer& out) { out.opaque8(ByteVector(32, 9)); });
    case Symbol::server_key_exchange:
    case Symbol::certificate_status:
      return handshake_message(symbol == Symbol::server_key_exchange ? HandshakeType::server_key_exchange
                                                                            : HandshakeType::certificate_status,
                               [](Writer& out) { out.u8(1), out.opaque24(bytes_of("something")); });
    default: return handshake_message(HandshakeType{99}, empty);
  }
}

ByteVector Rogue13::client_hello(Symbol symbol) {
  // RFC 8446, 4.1.2: a second hello offers what the first one did.
  if (!retried_) psk_offered_ = symbol != Symbol::client_hello;
  early_offered_ = symbol == Symbol::client_hello_early && !retried_;
  if (client_random_.empty()) {
    client_random_.resize(32);
    CHECK(crypto::SystemRandom(algorithms().share()).fill(client_random_).ok());
  }
  if (session_id_.empty()) session_id_.assign(32, 0x1d);
  share_ = std::move(crypto::KeyShare::generate(*algorithms(), group_).value());
  ByteVector hello = handshake_message(HandshakeType::client_hello, [&](Writer& out) {
    out.u16(kTls12);
    out.bytes(client_random_);
    out.opaque8(session_id_);
    out.vec16([&] { out.u16(0x1301); });
    out.opaque8(ByteVector{0});
    out.vec16([&] {
      extension(out, ExtensionType::supported_versions, [&] { out.vec8([&] { out.u16(kTls13); }); });
      extension(out, ExtensionType::supported_groups, [&] {
        out.vec16([&] { out.u16(29), out.u16(23); });
      });
      extension(out, ExtensionType::signature_algorithms, [&] { out.vec16([&] { out.u16(0x0403); }); });
      extension(out, ExtensionType::key_share, [&] {
        out.vec16([&] { out.u16(std::uint16_t(group_)), out.opaque16(share_->public_key()); });
      });
      extension(out, ExtensionType::psk_key_exchange_modes, [&] { out.vec8([&] { out.u8(1); }); });
      if (setup_.post_handshake) extension(out, ExtensionType::post_handshake_auth, [] {});
      if (!cookie_.empty()) extension(out, ExtensionType::cookie, [&] { out.bytes(cookie_); });
      if (early_offered_) extension(out, ExtensionType::early_data, [] {});
      if (psk_offered_) write_psk(out);
    });
  });
  if (psk_offered_) put_binder(hello);
  return hello;
}

void Rogue13::write_psk(Writer& out) const {
  extension(out, ExtensionType::pre_shared_key, [&] {
    out.vec16([&] {
      out.opaque16(kept_.ticket.empty() ? bytes_of("no ticket") : Bytes(kept_.ticket));
      out.u32(kept_.age_add);
    });
    out.vec16([&] { out.opaque8(ByteVector(kHashLen)); });
  });
}

void Rogue13::put_binder(ByteVector& hello) const {
  ByteVector covered = transcript_;
  covered.insert(covered.end(), hello.begin(), hello.end() - std::ptrdiff_t(kBindersLen));
  const auto early = early_secret(kept_.secret);
  const auto mac = tls13::binder(scratch_, early, tls13::BinderKind::resumption, hash(covered));
  CHECK(mac.ok());
  std::ranges::copy(mac.value().bytes(), hello.end() - std::ptrdiff_t(kHashLen));
}

void Rogue13::bind(ByteVector& hello) const {
  if (psk_offered_ && hello.size() > kBindersLen) put_binder(hello);
}

ByteVector Rogue13::server_hello(Symbol symbol) {
  const bool retry = symbol == Symbol::hello_retry_request;
  if (!retry) {
    server_random_.resize(32);
    CHECK(crypto::SystemRandom(algorithms().share()).fill(server_random_).ok());
    share_ = std::move(crypto::KeyShare::generate(*algorithms(), group_).value());
  }
  return handshake_message(HandshakeType::server_hello, [&](Writer& out) {
    out.u16(kTls12);
    out.bytes(retry ? Bytes(wire::kHelloRetryRequestRandom) : Bytes(server_random_));
    out.opaque8(session_id_);
    out.u16(0x1301);
    out.u8(0);
    out.vec16([&] {
      extension(out, ExtensionType::supported_versions, [&] { out.u16(kTls13); });
      extension(out, ExtensionType::key_share, [&] {
        out.u16(std::uint16_t(retry ? crypto::NamedGroup::secp256r1 : group_));
        if (!retry) out.opaque16(share_->public_key());
      });
      if (retry) extension(out, ExtensionType::cookie, [&] { out.opaque16(bytes_of("crumbs")); });
      if (symbol == Symbol::server_hello_resuming) extension(out, ExtensionType::pre_shared_key, [&] { out.u16(0); });
    });
  });
}

ByteVector Rogue13::encrypted_extensions(bool early) const {
  return handshake_message(HandshakeType::encrypted_extensions, [&](Writer& out) {
    out.vec16([&] {
      if (early) extension(out, ExtensionType::early_data, [] {});
    });
  });
}

ByteVector Rogue13::certificate_request() const {
  return handshake_message(HandshakeType::certificate_request, [&](Writer& out) {
    out.opaque8(is_complete() ? bytes_of("later") : Bytes());
    out.vec16([&] {
      extension(out, ExtensionType::signature_algorithms, [&] { out.vec16([&] { out.u16(0x0403); }); });
    });
  });
}

ByteVector Rogue13::new_session_ticket() const {
  return handshake_message(HandshakeType::new_session_ticket, [&](Writer& out) {
    out.u32(3600);
    out.u32(0x01020304);
    out.opaque8(ByteVector{0, 1});
    out.opaque16(bytes_of("a ticket of the rogue"));
    out.vec16([&] {
      if (setup_.early_data) extension(out, ExtensionType::early_data, [&] { out.u32(1000); });
    });
  });
}

}  // namespace reprise::rogue

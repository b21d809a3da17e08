// SPDX-License-Identifier: Apache-2.0
// The peer of TLS 1.3 (RFC 9846). One suite, TLS_AES_128_GCM_SHA256; x25519, after a retry secp256r1; ECDSA.
#pragma once

#include <functional>
#include <optional>

#include "crypto/key_share.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "rogue.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::rogue {

class Rogue13 final : public Rogue {
 public:
  using Rogue::Rogue;
  ByteVector message(Symbol symbol) override;
  void sent(wire::HandshakeType type, Bytes message) override { note(type, message, own()); }
  void bind(ByteVector& hello) const override;
  ByteVector seal_ahead(ContentType type, Bytes content) override;

 private:
  void received(wire::HandshakeType type, Bytes, Bytes message) override {
    note(type, message, own() == Role::client ? Role::server : Role::client);
  }
  ByteVector finished_data() const override;
  Bytes request_context() const override { return request_context_; }
  Bytes authenticated() const override { return later_ ? Bytes(*later_) : Bytes(transcript_); }

  // --- Messages
  ByteVector client_hello(Symbol symbol);
  void write_psk(wire::Writer& out) const;
  void put_binder(ByteVector& hello) const;
  ByteVector server_hello(Symbol symbol);
  ByteVector encrypted_extensions(bool early) const;
  ByteVector certificate_request() const;
  ByteVector new_session_ticket() const;

  // --- What follows from a message that went either way
  void note(wire::HandshakeType type, Bytes message, Role sender);
  void note_client_hello(Bytes message, Role sender);
  void note_server_hello(Bytes message, Role sender);
  void note_retry(const wire::ServerHello& hello, Bytes message);
  void note_encrypted_extensions(Bytes message);
  void note_finished(Role sender);
  void note_after_handshake(wire::HandshakeType type, Bytes message, Role sender);
  void keep_ticket(Bytes message);

  // --- Secrets
  handshake::tls13::KeySchedule early_secret(Bytes psk) const;
  void agree(bool with_psk, Bytes shared_secret);
  void start_early_keys();
  ByteVector secret(std::string_view label) const;
  void install(Epoch epoch, Role writer, Bytes traffic_secret, bool now);
  void next_key(Role writer);
  ByteVector& data_secret(Role writer) { return writer == Role::client ? client_data_ : server_data_; }
  bool is_complete() const { return !resumption_master_.empty(); }
  static const wire::CipherSuite& suite() { return *wire::find_cipher_suite(0x1301); }

  crypto::NamedGroup group_ = crypto::NamedGroup::x25519;
  std::optional<crypto::KeyShare> share_;
  ByteVector peer_share_, cookie_;
  bool retried_ = false;
  bool psk_offered_ = false;
  bool early_offered_ = false;
  bool early_accepted_ = false;
  bool has_master_ = false;
  handshake::tls13::KeySchedule schedule_;
  ByteVector client_handshake_, server_handshake_, client_data_, server_data_, resumption_master_;
  ByteVector request_context_;
  std::optional<ByteVector> later_;  // authentication after the handshake: its transcript so far
  ByteVector finished_transcript_;   // through the client's Finished
};

}  // namespace reprise::rogue

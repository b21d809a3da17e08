// SPDX-License-Identifier: Apache-2.0
// The peer of TLS 1.2 (RFC 5246, 7627, 8422, 5077). One suite, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; x25519; ECDSA.
#pragma once

#include <optional>

#include "crypto/key_share.h"
#include "handshake/keys/tls12_key_schedule.h"
#include "rogue.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::rogue {

class Rogue12 final : public Rogue {
 public:
  using Rogue::Rogue;
  ByteVector message(Symbol symbol) override;
  void sent(wire::HandshakeType type, Bytes message) override { note(type, message, own()); }

 private:
  void received(wire::HandshakeType type, Bytes, Bytes message) override {
    note(type, message, own() == Role::client ? Role::server : Role::client);
  }
  void received_change_cipher_spec() override;
  void sent_change_cipher_spec() override;
  ByteVector finished_data() const override;

  // --- Messages
  ByteVector client_hello(bool resuming);
  ByteVector server_hello(bool resuming);
  ByteVector certificate_request() const;
  ByteVector server_key_exchange();
  ByteVector client_key_exchange();
  ByteVector new_session_ticket() const;
  ByteVector certificate_status() const;

  // --- What follows
  void note(wire::HandshakeType type, Bytes message, Role sender);
  void note_client_hello(Bytes message);
  void note_server_hello(Bytes message);
  void note_key_exchange(Bytes message, Role sender);

  handshake::tls12::ConnectionKeys keys() const;
  crypto::PrfSecret prf() const;
  crypto::KeyShare& share();
  static const wire::CipherSuite& suite() { return *wire::find_cipher_suite(0xc02b); }

  std::optional<crypto::KeyShare> share_;
  ByteVector peer_share_, master_;
  bool extended_ = true;
  bool ticket_wanted_ = false;
  bool status_wanted_ = false;
};

}  // namespace reprise::rogue

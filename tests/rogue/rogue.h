// SPDX-License-Identifier: Apache-2.0
// A peer of TLS 1.2 or 1.3 that keeps all rules of making messages and none of when to send them.
//
// It follows the handshake as far as the messages go that went either way: transcript, secrets and keys are those that
// an honest peer would have now. make() dresses any letter accordingly, whatever came before; what it cannot know yet
// (a secret that was never agreed on) it takes to be empty, as a forger would.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/hmac.h"
#include "identity.h"
#include "records.h"
#include "setup.h"
#include "symbol.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"
#include "wire/messages/handshake_header.h"

namespace reprise::rogue {

inline Bytes body_of(Bytes message) { return message.subspan(wire::kHandshakeHeaderLen); }

// What a peer keeps of a connection in order to resume it.
struct Kept {
  ByteVector ticket;      // TLS 1.3, or 1.2 by ticket
  ByteVector session_id;  // TLS 1.2
  ByteVector secret;      // the PSK, or the master secret
  std::uint32_t age_add = 0;
};

class Rogue {
 public:
  // `kept` of an earlier connection: what resuming messages refer to.
  Rogue(const Setup& setup, Kept kept);
  virtual ~Rogue() = default;

  // The whole record of `symbol`, and the step that it means for the peer.
  ByteVector make(Symbol symbol);
  // Takes what the other end sent. Returns its parts by name: "server_hello", "alert:decode_error", ...
  std::vector<std::string> take(Bytes bytes);

  const Kept& kept() const { return kept_; }
  Records& records() { return records_; }
  // Whose certificate it shows and whose key it signs with: mallory's, unless it plays somebody else.
  void be(const handshake::Credential& self) { self_ = &self; }

  // --- The parts, for those who make their own sequences. Each returns a whole handshake message and enters it into
  // nothing; sent() does.
  virtual ByteVector message(Symbol symbol) = 0;
  virtual void sent(wire::HandshakeType type, Bytes message) = 0;
  // The same for `message` that went out as `changed`: what follows is the honest one's, but for the transcript.
  void sent_changed(wire::HandshakeType type, Bytes message, Bytes changed);
  // Makes the binder of a changed ClientHello fit; its place is where the honest one has it, counted from the end.
  virtual void bind(ByteVector&) const {}
  ByteVector certificate(const crypto::CertificateChain* chain) const;
  ByteVector certificate_verify(const crypto::PrivateKey& key) const;
  ByteVector finished(bool forged) const;
  Bytes transcript() const { return transcript_; }
  // Under the keys that would be the next ones, of which the other end has not been told; empty: it has none.
  virtual ByteVector seal_ahead(ContentType, Bytes) { return {}; }

 protected:
  virtual void received(wire::HandshakeType type, Bytes body, Bytes message) = 0;
  virtual void received_change_cipher_spec() {}
  virtual void sent_change_cipher_spec() {}
  // TLS 1.2: what CertificateVerify signs is the transcript; TLS 1.3: this, after the handshake too.
  virtual ByteVector finished_data() const = 0;
  virtual Bytes request_context() const { return {}; }
  // What is authenticated next: the handshake, or what was asked for after it.
  virtual Bytes authenticated() const { return transcript_; }

  template <typename Body>
  static ByteVector handshake_message(wire::HandshakeType type, Body body);
  // `message` as the other end got it.
  Bytes as_sent(Bytes message) const { return changed_ && message.data() == honest_.data() ? *changed_ : message; }
  void enter(Bytes message) {
    const Bytes bytes = as_sent(message);
    transcript_.insert(transcript_.end(), bytes.begin(), bytes.end());
  }
  ByteVector hash(Bytes messages) const;
  bool is_tls13() const { return setup_.version == kTls13; }
  Role own() const { return peer_of(setup_); }

  const Setup& setup_;
  const handshake::Credential* self_ = &mallory();
  Kept kept_;
  mutable crypto::Scratch scratch_;
  Records records_;
  ByteVector transcript_;
  ByteVector client_random_, server_random_, session_id_;

 private:
  void take_record(const Records::Received& record, std::vector<std::string>& names);
  ByteVector pending_;   // bytes that are no whole record yet
  ByteVector fragment_;  // of a handshake message
  // While sent_changed() is at work.
  Bytes honest_;
  std::optional<Bytes> changed_;
};

template <typename Body>
ByteVector Rogue::handshake_message(wire::HandshakeType type, Body body) {
  wire::Writer out;
  out.u8(code_of(type));
  out.vec24([&] { body(out); });
  return std::move(out).take().value();
}

// Of `setup`'s version, in the role that it leaves to the peer.
std::unique_ptr<Rogue> make_rogue(const Setup& setup, Kept kept);
std::unique_ptr<Rogue> make_rogue12(const Setup& setup, Kept kept);
std::unique_ptr<Rogue> make_rogue13(const Setup& setup, Kept kept);

}  // namespace reprise::rogue

// SPDX-License-Identifier: Apache-2.0
#include "rogue.h"

#include <algorithm>

#include "base/check.h"
#include "wire/messages/handshake_header.h"
#include "wire/messages/record_header.h"

namespace reprise::rogue {

using wire::HandshakeType;
using wire::Writer;

std::unique_ptr<Rogue> make_rogue(const Setup& setup, Kept kept) {
  if (setup.version == kTls12) return make_rogue12(setup, std::move(kept));
  return make_rogue13(setup, std::move(kept));
}

Rogue::Rogue(const Setup& setup, Kept kept)
    : setup_(setup),
      kept_(std::move(kept)),
      scratch_(*algorithms()),
      records_(*algorithms(), setup.version == kTls13) {}

ByteVector Rogue::hash(Bytes messages) const {
  return copy_of(crypto::digest(*algorithms(), crypto::HashAlgorithm::sha256, messages).value().bytes());
}

ByteVector Rogue::make(Symbol symbol) {
  switch (symbol) {
    case Symbol::change_cipher_spec: {
      const std::uint8_t one[] = {1};
      ByteVector record = records_.seal(ContentType::change_cipher_spec, one);
      sent_change_cipher_spec();
      return record;
    }
    case Symbol::application_data: return records_.seal(ContentType::application_data, bytes_of("gimme"));
    case Symbol::alert_close: return records_.seal(ContentType::alert, ByteVector{1, 0});
    case Symbol::alert_warning: return records_.seal(ContentType::alert, ByteVector{1, 90});
    case Symbol::alert_fatal: return records_.seal(ContentType::alert, ByteVector{2, 40});
    case Symbol::unknown_record: return records_.seal(ContentType::heartbeat, bytes_of("thump"));
    case Symbol::ask_certificate:
    case Symbol::ask_key_update: return {};
    default: break;
  }
  const ByteVector whole = message(symbol);
  ByteVector record = records_.seal(ContentType::handshake, whole);
  sent(HandshakeType{whole[0]}, whole);
  return record;
}

void Rogue::sent_changed(HandshakeType type, Bytes message, Bytes changed) {
  honest_ = message;
  changed_ = changed;
  sent(type, message);
  changed_.reset();
}

std::vector<std::string> Rogue::take(Bytes bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  std::vector<std::string> names;
  for (Bytes rest = pending_;;) {
    std::size_t size = wire::kRecordHeaderLen;
    if (rest.size() >= size) size += wire::read_record_header(rest.first<wire::kRecordHeaderLen>()).length;
    if (rest.size() < size) {
      pending_ = copy_of(rest);
      return names;
    }
    if (const auto record = records_.open(rest.first(size))) take_record(*record, names);
    else names.push_back("sealed");
    rest = rest.subspan(size);
  }
}

void Rogue::take_record(const Records::Received& record, std::vector<std::string>& names) {
  switch (record.type) {
    case ContentType::handshake: break;
    case ContentType::alert:
      // RFC 9846, E.4: for what stands in the middle; that it is there is the engine's tests' to see.
      if (is_tls13() && !names.empty() && names.back() == "change_cipher_spec") names.pop_back();
      names.push_back(std::string("alert:").append(name_of(Alert{record.content.at(1)})));
      return;
    case ContentType::change_cipher_spec:
      received_change_cipher_spec();
      [[fallthrough]];
    default: names.push_back(wire::name_of(record.type)); return;
  }
  fragment_.insert(fragment_.end(), record.content.begin(), record.content.end());
  while (fragment_.size() >= wire::kHandshakeHeaderLen) {
    const auto header = wire::read_handshake_header(Bytes(fragment_).first<wire::kHandshakeHeaderLen>());
    const std::size_t size = wire::kHandshakeHeaderLen + header.length;
    if (fragment_.size() < size) return;
    const ByteVector message = copy_of(Bytes(fragment_).first(size));
    fragment_.erase(fragment_.begin(), fragment_.begin() + std::ptrdiff_t(size));
    names.push_back(wire::name_of(header.type));
    received(header.type, Bytes(message).subspan(wire::kHandshakeHeaderLen), message);
  }
}

ByteVector Rogue::certificate(const crypto::CertificateChain* chain) const {
  return handshake_message(HandshakeType::certificate, [&](Writer& out) {
    if (is_tls13()) out.opaque8(request_context());
    out.vec24([&] {
      for (std::size_t i = 0; chain != nullptr && i < chain->size(); ++i) {
        out.opaque24((*chain)[i].der());
        if (is_tls13()) out.u16(0);
      }
    });
  });
}

ByteVector Rogue::certificate_verify(const crypto::PrivateKey& key) const {
  ByteVector content;
  if (is_tls13()) {
    content.assign(64, ' ');
    const auto who = bytes_of(own() == Role::server ? "TLS 1.3, server CertificateVerify"
                                                    : "TLS 1.3, client CertificateVerify");
    content.insert(content.end(), who.begin(), who.end());
    content.push_back(0);
    const ByteVector digest = hash(authenticated());
    content.insert(content.end(), digest.begin(), digest.end());
  } else {
    content = copy_of(transcript_);
  }
  const auto scheme = crypto::SignatureScheme::ecdsa_secp256r1_sha256;
  const ByteVector signature = key.sign(scheme, content).value();
  return handshake_message(HandshakeType::certificate_verify, [&](Writer& out) {
    out.u16(std::uint16_t(scheme));
    out.opaque16(signature);
  });
}

ByteVector Rogue::finished(bool forged) const {
  ByteVector data = finished_data();
  if (forged) std::ranges::fill(data, std::uint8_t(0));
  return handshake_message(HandshakeType::finished, [&](Writer& out) { out.bytes(data); });
}

}  // namespace reprise::rogue

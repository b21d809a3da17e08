// SPDX-License-Identifier: Apache-2.0
#include "record/opener.h"

#include "base/check.h"

namespace reprise::record {
namespace {

using wire::ContentType;
using wire::kRecordHeaderLen;

constexpr std::size_t kAlertLen = 2;

Error bad_mac() { return fail(Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac); }

bool is_known(ContentType type) {
  return type == ContentType::change_cipher_spec || type == ContentType::alert || type == ContentType::handshake ||
         type == ContentType::application_data;
}

}  // namespace

Result<> Opener::use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first) {
  plain_alert_allowed_ = false;
  return protection_.use_keys(algorithms, keys, first);
}

// RFC 8446, 5: under TLS 1.3 keys, change_cipher_spec still
// comes in the clear, and before the peer's own keys an alert.
bool Opener::is_plain(const wire::RecordHeader& header) const {
  if (!protection_.active()) return true;
  if (!protection_.is_tls13()) return false;
  if (header.type == ContentType::change_cipher_spec) return true;
  return plain_alert_allowed_ && header.type == ContentType::alert && header.length == kAlertLen;
}

std::size_t Opener::max_length(const wire::RecordHeader& header) const {
  if (is_plain(header)) return wire::kMaxPlaintextLen;
  return protection_.is_tls13() ? wire::kMaxCiphertextLenTls13 : wire::kMaxCiphertextLenTls12;
}

Result<> Opener::check_header(const wire::RecordHeader& header, std::uint16_t negotiated) const {
  const std::uint16_t version = wire::code_of(header.legacy_version);
  const bool tls12 = negotiated == wire::code_of(wire::ProtocolVersion::tls12);
  if (version >> 8 != 3 || (tls12 && version != negotiated))
    return fail(Alert::protocol_version, Reason::wrong_version_number);
  if (!is_known(header.type)) return fail(Alert::unexpected_message, Reason::bad_record_type);
  if (protection_.is_tls13()) {
    if (header.type != ContentType::application_data && !is_plain(header)) {
      return fail(Alert::unexpected_message, Reason::bad_record_type);
    }
    if (header.legacy_version != wire::ProtocolVersion::tls12)
      return fail(Alert::decode_error, Reason::wrong_version_number);
  }
  if (header.length > max_length(header)) return fail(Alert::record_overflow, Reason::fragment_too_long);
  return success();
}

Result<Opened> Opener::open(MutableBytes record) {
  CHECK(record.size() >= kRecordHeaderLen);
  const wire::RecordHeader header = wire::read_record_header(record.first<kRecordHeaderLen>());
  CHECK(record.size() == kRecordHeaderLen + header.length);
  if (is_plain(header)) return Opened{header.type, record.subspan(kRecordHeaderLen), false};

  TRY(protection_.sequence().check());
  const Opened opened = protection_.is_tls13() ? TRY(open_tls13(record)) : TRY(open_tls12(header.type, record));
  protection_.sequence().advance();
  plain_alert_allowed_ = false;
  return opened;
}

Result<Opened> Opener::open_tls13(MutableBytes record) {
  const Bytes header = record.first(kRecordHeaderLen);
  const std::size_t tag_size = protection_.aead().tag_size();
  const MutableBytes sealed = record.subspan(kRecordHeaderLen);
  if (sealed.size() < tag_size + 1) return bad_mac();
  const MutableBytes text = sealed.first(sealed.size() - tag_size);
  TRY(protection_.aead().open(protection_.implicit_nonce(), header, text, sealed.last(tag_size)));

  // RFC 8446, 5.4: the full TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets.
  if (text.size() > wire::kMaxPlaintextLen + 1) return fail(Alert::record_overflow, Reason::fragment_too_long);
  std::size_t size = text.size();
  while (size > 0 && text[size - 1] == 0) --size;
  // RFC 8446, 5.4: no non-zero octet: MUST terminate with unexpected_message.
  if (size == 0) return fail(Alert::unexpected_message, Reason::bad_record_type);
  const ContentType type{text[--size]};
  // RFC 8446, 5: a protected change_cipher_spec MUST be refused.
  if (type == ContentType::change_cipher_spec || !is_known(type)) {
    return fail(Alert::unexpected_message, Reason::bad_record_type);
  }
  // RFC 8446, 5.4: Handshake and Alert records with a zero-length content: MUST terminate with unexpected_message.
  if (size == 0 && type != ContentType::application_data)
    return fail(Alert::unexpected_message, Reason::record_too_small);
  return Opened{type, text.first(size), true};
}

Result<Opened> Opener::open_tls12(ContentType type, MutableBytes record) {
  const bool explicit_nonce = protection_.format() == Format::tls12_explicit_nonce;
  const std::size_t nonce_len = explicit_nonce ? kExplicitNonceLen : 0;
  const std::size_t tag_size = protection_.aead().tag_size();
  const MutableBytes sealed = record.subspan(kRecordHeaderLen);
  if (sealed.size() < nonce_len + tag_size) return bad_mac();
  const MutableBytes text = sealed.subspan(nonce_len, sealed.size() - nonce_len - tag_size);
  const Protection::Nonce nonce =
      explicit_nonce ? protection_.explicit_nonce(sealed.first(nonce_len)) : protection_.implicit_nonce();
  TRY(protection_.aead().open(nonce, protection_.tls12_header(type, text.size()), text, sealed.last(tag_size)));
  // RFC 5246, 6.2.1: a fragment MUST NOT exceed 2^14 bytes.
  if (text.size() > wire::kMaxPlaintextLen) return fail(Alert::record_overflow, Reason::fragment_too_long);
  return Opened{type, text, false};
}

}  // namespace reprise::record

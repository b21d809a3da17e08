// SPDX-License-Identifier: Apache-2.0
#include "record/sealer.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace reprise::record {
namespace {

using wire::ContentType;
using wire::kRecordHeaderLen;

// RFC 9846, 5.5: 2^24.5 full records under AES-GCM. For CCM RFC
// 9147, 4.5.3 gives 2^23. ChaCha20-Poly1305: none in reach.
constexpr std::uint64_t kGcmRecords = 23'726'566;
constexpr std::uint64_t kCcmRecords = 1 << 23;
// Left for the KeyUpdate itself, alerts and what a writer may not interrupt.
constexpr std::uint64_t kSpareRecords = 64;

std::uint64_t record_limit(crypto::Aead aead) {
  switch (aead) {
    case crypto::Aead::aes_128_gcm:
    case crypto::Aead::aes_256_gcm: return kGcmRecords;
    case crypto::Aead::chacha20_poly1305: return UINT64_MAX;
    case crypto::Aead::aes_128_ccm:
    case crypto::Aead::aes_128_ccm_8:
    case crypto::Aead::aes_256_ccm:
    case crypto::Aead::aes_256_ccm_8: return kCcmRecords;
  }
  return 0;
}

void put_header(MutableBytes out, ContentType type, wire::ProtocolVersion version) {
  const auto length = std::uint16_t(out.size() - kRecordHeaderLen);
  wire::put_record_header(out.first<kRecordHeaderLen>(), {type, version, length});
}

}  // namespace

Result<> Sealer::use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first) {
  TRY(protection_.use_keys(algorithms, keys, first));
  max_records_ = protection_.is_tls13() ? record_limit(protection_.aead().aead()) : UINT64_MAX;
  return success();
}

// RFC 8446, 5: TLS 1.3 sends change_cipher_spec in the clear even under keys.
bool Sealer::protects(ContentType type) const {
  return protection_.active() && !(protection_.is_tls13() && type == ContentType::change_cipher_spec);
}

std::size_t Sealer::sealed_size(const Content& content) const {
  const std::size_t overhead = protects(content.type) ? protection_.overhead() : 0;
  return kRecordHeaderLen + content.bytes.size() + content.padding + overhead;
}

Result<> Sealer::seal(const Content& content, MutableBytes out) {
  CHECK(content.bytes.size() + content.padding <= wire::kMaxPlaintextLen);
  CHECK(out.size() == sealed_size(content));
  if (!protects(content.type)) {
    CHECK(content.padding == 0);
    put_header(out, content.type, content.version);
    std::ranges::copy(content.bytes, out.begin() + kRecordHeaderLen);
    return success();
  }
  // RFC 9846, 5.3, 5.5: neither the sequence number nor the limit of the AEAD MUST be passed. Nothing can be said
  // to the peer any more, so the Error is silent.
  if (protection_.sequence().next() >= max_records_) return fail_silently(Reason::internal);
  if (protection_.is_tls13()) {
    TRY(seal_tls13(content, out));
  } else {
    TRY(seal_tls12(content, out));
  }
  protection_.sequence().advance();
  return success();
}

Result<> Sealer::seal_tls13(const Content& content, MutableBytes out) {
  put_header(out, ContentType::application_data, wire::ProtocolVersion::tls12);
  const Protection::Nonce nonce = protection_.implicit_nonce();
  const Bytes header = out.first(kRecordHeaderLen);
  const MutableBytes tag = out.last(protection_.aead().tag_size());
  const MutableBytes text = out.subspan(kRecordHeaderLen, content.bytes.size() + 1 + content.padding);
  if (content.padding == 0) {
    const std::uint8_t type = wire::code_of(content.type);
    return protection_.aead().seal(nonce, header, content.bytes, Bytes(&type, 1), text, tag);
  }
  std::array<std::uint8_t, wire::kMaxPlaintextLen + 1> tail;
  std::ranges::fill_n(tail.begin(), std::ptrdiff_t(1 + content.padding), 0);
  tail[0] = wire::code_of(content.type);
  return protection_.aead().seal(nonce, header, content.bytes, Bytes(tail).first(1 + content.padding), text, tag);
}

Result<> Sealer::seal_tls12(const Content& content, MutableBytes out) {
  CHECK(content.padding == 0);
  put_header(out, content.type, wire::ProtocolVersion::tls12);
  const Protection::Tls12Header header = protection_.tls12_header(content.type, content.bytes.size());
  const MutableBytes tag = out.last(protection_.aead().tag_size());
  if (protection_.format() == Format::tls12_implicit_nonce) {
    const MutableBytes text = out.subspan(kRecordHeaderLen, content.bytes.size());
    return protection_.aead().seal(protection_.implicit_nonce(), header, content.bytes, {}, text, tag);
  }
  // The explicit part is the sequence number, which is unique under the key (RFC 5288, 3).
  const MutableBytes part = out.subspan(kRecordHeaderLen, kExplicitNonceLen);
  std::ranges::copy(Bytes(header).first(kExplicitNonceLen), part.begin());
  const MutableBytes text = out.subspan(kRecordHeaderLen + kExplicitNonceLen, content.bytes.size());
  return protection_.aead().seal(protection_.explicit_nonce(part), header, content.bytes, {}, text, tag);
}

bool Sealer::needs_key_update() const {
  return protection_.is_tls13() && protection_.sequence().next() >= max_records_ - kSpareRecords;
}

}  // namespace reprise::record

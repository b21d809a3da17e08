// SPDX-License-Identifier: Apache-2.0
#include "record/protection.h"

#include <algorithm>

#include "base/check.h"

namespace reprise::record {

Result<> Protection::use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first) {
  CHECK(keys.iv.size() == (keys.format == Format::tls12_explicit_nonce ? 4u : 12u));
  if (aead_.valid() && aead_.aead() == keys.aead) {
    TRY(aead_.rekey(keys.key.bytes()));
  } else {
    aead_ = TRY(crypto::AeadContext::create(algorithms, keys.aead, direction_, keys.key.bytes()));
  }
  format_ = keys.format;
  iv_.assign(keys.iv.bytes());
  sequence_ = first;
  return success();
}

Protection::Nonce Protection::implicit_nonce() const {
  Nonce nonce;
  std::ranges::copy(iv_.bytes(), nonce.begin());
  std::uint64_t number = sequence_.next();
  for (std::size_t i = nonce.size(); number != 0; number >>= 8) nonce[--i] ^= std::uint8_t(number);
  return nonce;
}

Protection::Nonce Protection::explicit_nonce(Bytes part) const {
  CHECK(part.size() == kExplicitNonceLen);
  Nonce nonce;
  const auto rest = std::ranges::copy(iv_.bytes(), nonce.begin()).out;
  std::ranges::copy(part, rest);
  return nonce;
}

Protection::Tls12Header Protection::tls12_header(wire::ContentType type, std::size_t content_len) const {
  Tls12Header header;
  const std::uint64_t number = sequence_.next();
  for (std::size_t i = 0; i < 8; ++i) header[i] = std::uint8_t(number >> (56 - 8 * i));
  header[8] = wire::code_of(type);
  header[9] = 3;
  header[10] = 3;
  header[11] = std::uint8_t(content_len >> 8);
  header[12] = std::uint8_t(content_len);
  return header;
}

std::size_t Protection::overhead() const {
  if (!active()) return 0;
  switch (format_) {
    case Format::tls13: return aead_.tag_size() + 1;
    case Format::tls12_explicit_nonce: return aead_.tag_size() + kExplicitNonceLen;
    case Format::tls12_implicit_nonce: return aead_.tag_size();
  }
  return 0;
}

}  // namespace reprise::record

// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.h"

#include <algorithm>
#include <array>

namespace reprise::crypto {
namespace {

constexpr std::string_view kLabelPrefix = "tls13 ";

// struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel (RFC 8446, 7.1), built in place.
class HkdfLabel {
 public:
  HkdfLabel(std::size_t length, std::string_view label, Bytes context) {
    CHECK(length <= 0xffff && label.size() <= 255 - kLabelPrefix.size() && context.size() <= 255);
    put(std::uint8_t(length >> 8));
    put(std::uint8_t(length));
    put(std::uint8_t(kLabelPrefix.size() + label.size()));
    put(bytes_of(kLabelPrefix));
    put(bytes_of(label));
    put(std::uint8_t(context.size()));
    put(context);
  }
  Bytes bytes() const { return {bytes_.data(), size_}; }

 private:
  void put(std::uint8_t byte) { bytes_[size_++] = byte; }
  void put(Bytes bytes) {
    std::ranges::copy(bytes, bytes_.begin() + std::ptrdiff_t(size_));
    size_ += bytes.size();
  }
  std::array<std::uint8_t, 2 + 1 + 255 + 1 + 255> bytes_;
  std::size_t size_ = 0;
};

// RFC 5869, 2.3: T(i) = HMAC(PRK, T(i-1) | info | i).
Result<> expand_with(const HmacKey& key, Hash& work, Bytes info, MutableBytes out) {
  const std::size_t size = key.size();
  CHECK(size != 0 && out.size() <= 255 * size);
  SecretArray<kMaxHashSize> block;
  Bytes previous;
  for (std::uint8_t counter = 1; !out.empty(); ++counter) {
    const Bytes number(&counter, 1);
    if (out.size() >= size) {
      TRY(key.mac(work, {previous, info, number}, out.first(size)));
      previous = out.first(size);
      out = out.subspan(size);
    } else {
      TRY(key.mac(work, {previous, info, number}, block.resize(size)));
      std::ranges::copy(block.bytes().first(out.size()), out.begin());
      out = {};
    }
  }
  return success();
}

}  // namespace

Result<HkdfSecret> HkdfSecret::create(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret) {
  HkdfSecret result;
  TRY(result.set(algorithms, hash, secret));
  return result;
}

Result<> HkdfSecret::expand(Scratch& scratch, Bytes info, MutableBytes out) const {
  return expand_with(key_, scratch.hash(), info, out);
}

Result<> HkdfSecret::expand_label(Scratch& scratch, std::string_view label, Bytes context, MutableBytes out) const {
  const HkdfLabel info(out.size(), label, context);
  return expand_with(key_, scratch.hash(), info.bytes(), out);
}

Result<HashSecret> HkdfSecret::derive_secret(Scratch& scratch, std::string_view label, Bytes transcript_hash) const {
  HashSecret result;
  TRY(expand_label(scratch, label, transcript_hash, result.resize(key_.size())));
  return result;
}

Result<HashSecret> hkdf_extract(Scratch& scratch, HashAlgorithm hash, Bytes salt, Bytes ikm) {
  // HMAC pads its key with zeroes, so an empty salt already is the string of zeroes; an empty ikm is not.
  constexpr std::array<std::uint8_t, kMaxHashSize> kZeroes{};
  return hmac(scratch, hash, salt, {ikm.empty() ? Bytes(kZeroes).first(hash_size(hash)) : ikm});
}

Result<> hkdf_expand(Scratch& scratch, HashAlgorithm hash, Bytes secret, Bytes info, MutableBytes out) {
  TRY(scratch.key().set(scratch.algorithms(), hash, secret));
  return expand_with(scratch.key(), scratch.hash(), info, out);
}

Result<> hkdf_expand_label(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label, Bytes context,
                           MutableBytes out) {
  const HkdfLabel info(out.size(), label, context);
  return hkdf_expand(scratch, hash, secret, info.bytes(), out);
}

Result<> hkdf_expand_labels(Scratch& scratch, HashAlgorithm hash, Bytes secret,
                            std::initializer_list<LabelledOutput> outputs) {
  TRY(scratch.key().set(scratch.algorithms(), hash, secret));
  for (const auto& [label, out] : outputs) {
    const HkdfLabel info(out.size(), label, {});
    TRY(expand_with(scratch.key(), scratch.hash(), info.bytes(), out));
  }
  return success();
}

Result<HashSecret> derive_secret(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label,
                                 Bytes transcript_hash) {
  HashSecret result;
  TRY(hkdf_expand_label(scratch, hash, secret, label, transcript_hash, result.resize(hash_size(hash))));
  return result;
}

}  // namespace reprise::crypto

// SPDX-License-Identifier: Apache-2.0
#include "handshake/keys/tls13_key_schedule.h"

#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls13 {
namespace {

Result<crypto::Digest> hash_of_nothing(crypto::Scratch& scratch, crypto::HashAlgorithm hash) {
  return crypto::digest(scratch.algorithms(), hash, {}, scratch.hash());
}

// Derive-Secret(HKDF-Extract(0, 0), "derived", ""): the same in every handshake without a PSK.
Bytes salt_without_psk(crypto::HashAlgorithm hash) {
  static constexpr std::uint8_t kSha256[] = {
      0x6f, 0x26, 0x15, 0xa1, 0x08, 0xc7, 0x02, 0xc5, 0x67, 0x8f, 0x54, 0xfc, 0x9d, 0xba, 0xb6, 0x97,
      0x16, 0xc0, 0x76, 0x18, 0x9c, 0x48, 0x25, 0x0c, 0xeb, 0xea, 0xc3, 0x57, 0x6c, 0x36, 0x11, 0xba,
  };
  static constexpr std::uint8_t kSha384[] = {
      0x15, 0x91, 0xda, 0xc5, 0xcb, 0xbf, 0x03, 0x30, 0xa4, 0xa8, 0x4d, 0xe9, 0xc7, 0x53, 0x33, 0x0e,
      0x92, 0xd0, 0x1f, 0x0a, 0x88, 0x21, 0x4b, 0x44, 0x64, 0x97, 0x2f, 0xd6, 0x68, 0x04, 0x9e, 0x93,
      0xe5, 0x2f, 0x2b, 0x16, 0xfa, 0xd9, 0x22, 0xfd, 0xc0, 0x58, 0x44, 0x78, 0x42, 0x8f, 0x28, 0x2b,
  };
  return hash == crypto::HashAlgorithm::sha384 ? Bytes(kSha384) : Bytes(kSha256);
}

Result<HashSecret> expand_to_hash(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes secret,
                                  std::string_view label, Bytes context) {
  HashSecret out;
  TRY(crypto::hkdf_expand_label(scratch, hash, secret, label, context, out.resize(crypto::hash_size(hash))));
  return out;
}

}  // namespace

Result<> KeySchedule::start(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes psk) {
  hash_ = hash;
  const auto early = TRY(crypto::hkdf_extract(scratch, hash, {}, psk));
  return secret_.set(scratch.algorithms(), hash, early.bytes());
}

void KeySchedule::start_without_psk(crypto::HashAlgorithm hash) {
  hash_ = hash;
  secret_ = {};
}

Result<> KeySchedule::advance(crypto::Scratch& scratch, Bytes input) {
  HashSecret derived;
  if (secret_.valid()) derived = TRY(derive_from_nothing(scratch, "derived"));
  const Bytes salt = secret_.valid() ? derived.bytes() : salt_without_psk(hash_);
  const auto next = TRY(crypto::hkdf_extract(scratch, hash_, salt, input));
  return secret_.set(scratch.algorithms(), hash_, next.bytes());
}

Result<HashSecret> KeySchedule::derive_from_nothing(crypto::Scratch& scratch, std::string_view label) const {
  const auto nothing = TRY(hash_of_nothing(scratch, hash()));
  return derive(scratch, label, nothing.bytes());
}

Result<HashSecret> binder(crypto::Scratch& scratch, const KeySchedule& early, BinderKind kind, Bytes transcript_hash) {
  const auto* label = kind == BinderKind::external ? "ext binder" : "res binder";
  const auto binder_key = TRY(early.derive_from_nothing(scratch, label));
  return finished_mac(scratch, early.hash(), binder_key.bytes(), transcript_hash);
}

Result<record::Keys> traffic_keys(crypto::Scratch& scratch, const wire::CipherSuite& suite, Bytes traffic_secret) {
  const auto hash = hash_of(suite);
  record::Keys keys;
  keys.aead = aead_of(suite);
  keys.format = record::Format::tls13;
  const auto key = keys.key.resize(crypto::aead_key_size(keys.aead));
  const auto iv = keys.iv.resize(crypto::kAeadNonceSize);
  TRY(crypto::hkdf_expand_labels(scratch, hash, traffic_secret, {{"key", key}, {"iv", iv}}));
  return keys;
}

Result<HashSecret> next_traffic_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes traffic_secret) {
  return expand_to_hash(scratch, hash, traffic_secret, "traffic upd", {});
}

Result<HashSecret> finished_mac(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes base_key,
                                Bytes transcript_hash) {
  const auto finished_key = TRY(expand_to_hash(scratch, hash, base_key, "finished", {}));
  return crypto::hmac(scratch, hash, finished_key.bytes(), {transcript_hash});
}

Result<HashSecret> resumption_psk(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes resumption_master_secret,
                                  Bytes ticket_nonce) {
  return expand_to_hash(scratch, hash, resumption_master_secret, "resumption", ticket_nonce);
}

namespace {

constexpr std::size_t kMaxLabelLen = 255 - std::string_view("tls13 ").size();  // RFC 8446, 7.1
constexpr std::size_t kMaxHashes = 255;                                       // RFC 5869, 2.3

}  // namespace

Result<> exporter(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes exporter_secret, std::string_view label,
                  Bytes context_value, MutableBytes out) {
  // The program's own choice of both may pass what HkdfLabel has room for and what HKDF can make (RFC 5869, 2.3).
  if (label.size() > kMaxLabelLen) return fail_silently(Reason::illegal_exporter_label);
  if (out.size() > kMaxHashes * crypto::hash_size(hash)) return fail_silently(Reason::internal);
  const auto nothing = TRY(hash_of_nothing(scratch, hash));
  const auto secret = TRY(crypto::derive_secret(scratch, hash, exporter_secret, label, nothing.bytes()));
  const auto context_hash = TRY(crypto::digest(scratch.algorithms(), hash, context_value, scratch.hash()));
  return crypto::hkdf_expand_label(scratch, hash, secret.bytes(), "exporter", context_hash.bytes(), out);
}

}  // namespace reprise::handshake::tls13

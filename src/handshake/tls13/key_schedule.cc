#include "handshake/tls13/key_schedule.h"

#include "handshake/suite.h"

namespace reprise::handshake::tls13 {
namespace {

Result<crypto::Digest> hash_of_nothing(crypto::Scratch& scratch, crypto::HashAlgorithm hash) {
  return crypto::digest(scratch.algorithms(), hash, {}, scratch.hash());
}

Result<HashSecret> expand_to_hash(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes secret,
                                  std::string_view label, Bytes context) {
  HashSecret out;
  TRY(crypto::hkdf_expand_label(scratch, hash, secret, label, context, out.resize(crypto::hash_size(hash))));
  return out;
}

}  // namespace

Result<> KeySchedule::start(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes psk) {
  const auto early = TRY(crypto::hkdf_extract(scratch, hash, {}, psk));
  return secret_.set(scratch.algorithms(), hash, early.bytes());
}

Result<> KeySchedule::advance(crypto::Scratch& scratch, Bytes input) {
  const auto salt = TRY(derive_from_nothing(scratch, "derived"));
  const auto next = TRY(crypto::hkdf_extract(scratch, hash(), salt.bytes(), input));
  return secret_.set(scratch.algorithms(), hash(), next.bytes());
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
  TRY(crypto::hkdf_expand_label(scratch, hash, traffic_secret, "key", {}, key));
  TRY(crypto::hkdf_expand_label(scratch, hash, traffic_secret, "iv", {}, iv));
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

Result<> exporter(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes exporter_secret, std::string_view label,
                  Bytes context_value, MutableBytes out) {
  const auto nothing = TRY(hash_of_nothing(scratch, hash));
  const auto secret = TRY(crypto::derive_secret(scratch, hash, exporter_secret, label, nothing.bytes()));
  const auto context_hash = TRY(crypto::digest(scratch.algorithms(), hash, context_value, scratch.hash()));
  return crypto::hkdf_expand_label(scratch, hash, secret.bytes(), "exporter", context_hash.bytes(), out);
}

}  // namespace reprise::handshake::tls13

// SPDX-License-Identifier: Apache-2.0
#include "handshake/keys/tls12_key_schedule.h"

#include <algorithm>

#include "handshake/negotiation/suite.h"
#include "wire/codec/writer.h"

namespace reprise::handshake::tls12 {
namespace {

constexpr std::string_view kClientFinished = "client finished";
constexpr std::string_view kServerFinished = "server finished";
constexpr std::string_view kMasterSecret = "master secret";
constexpr std::string_view kExtendedMasterSecret = "extended master secret";
constexpr std::string_view kKeyExpansion = "key expansion";

constexpr std::size_t kSaltLen = 4;             // of GCM and CCM, which send the rest of the nonce
constexpr std::size_t kImplicitNonceLen = 12;
constexpr std::size_t kMaxKeyBlockLen = 2 * (crypto::kMaxAeadKeySize + kImplicitNonceLen);

record::Keys empty_keys(crypto::Aead aead) {
  const bool implicit = aead == crypto::Aead::chacha20_poly1305;
  return {.aead = aead,
          .format = implicit ? record::Format::tls12_implicit_nonce : record::Format::tls12_explicit_nonce,
          .key = {},
          .iv = {}};
}

std::size_t fixed_iv_len(const record::Keys& keys) {
  return keys.format == record::Format::tls12_implicit_nonce ? kImplicitNonceLen : kSaltLen;
}

Result<MasterSecret> derive_master(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes premaster,
                                   std::string_view label, Bytes seed_a, Bytes seed_b) {
  MasterSecret master;
  TRY(crypto::prf(scratch, hash, premaster, label, seed_a, seed_b, master.resize(kMasterSecretLen)));
  return master;
}

// RFC 5705, 4: labels MUST NOT be those of TLS itself, or an exporter could give away what the handshake relies on.
bool is_reserved(std::string_view label) {
  constexpr std::string_view kReserved[] = {kClientFinished, kServerFinished, kMasterSecret, kExtendedMasterSecret,
                                            kKeyExpansion};
  return std::ranges::any_of(kReserved, [&](std::string_view reserved) { return label.starts_with(reserved); });
}

}  // namespace

Result<MasterSecret> master_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes premaster,
                                   const Randoms& randoms) {
  return derive_master(scratch, hash, premaster, kMasterSecret, randoms.client, randoms.server);
}

Result<MasterSecret> extended_master_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes premaster,
                                            Bytes session_hash) {
  return derive_master(scratch, hash, premaster, kExtendedMasterSecret, session_hash, {});
}

Result<ConnectionKeys> connection_keys(crypto::Scratch& scratch, const crypto::PrfSecret& master,
                                       const wire::CipherSuite& suite, const Randoms& randoms) {
  const auto aead = aead_of(suite);
  ConnectionKeys keys{empty_keys(aead), empty_keys(aead)};
  const std::size_t key_len = crypto::aead_key_size(aead);
  const std::size_t iv_len = fixed_iv_len(keys.client);
  SecretArray<kMaxKeyBlockLen> block;
  // RFC 5246, 6.3: here the server's random comes first.
  TRY(master.expand(scratch, kKeyExpansion, randoms.server, randoms.client, block.resize(2 * (key_len + iv_len))));
  Bytes rest = block.bytes();
  const auto take = [&](std::size_t size) {
    const Bytes head = rest.first(size);
    rest = rest.subspan(size);
    return head;
  };
  keys.client.key.assign(take(key_len));
  keys.server.key.assign(take(key_len));
  keys.client.iv.assign(take(iv_len));
  keys.server.iv.assign(take(iv_len));
  return keys;
}

Result<VerifyData> verify_data(crypto::Scratch& scratch, const crypto::PrfSecret& master, Role sender,
                               Bytes transcript_hash) {
  VerifyData data;
  TRY(master.expand(scratch, sender == Role::client ? kClientFinished : kServerFinished, transcript_hash, {}, data));
  return data;
}

Result<> exporter(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes master_secret, const Randoms& randoms,
                  std::string_view label, std::optional<Bytes> context, MutableBytes out) {
  if (is_reserved(label)) return fail_silently(Reason::illegal_exporter_label);
  if (out.empty()) return fail_silently(Reason::internal);
  ByteVector seed;
  wire::Writer writer(seed);
  writer.bytes(randoms.client);
  writer.bytes(randoms.server);
  if (context) writer.opaque16(*context);
  TRY(writer.finish());
  return crypto::prf(scratch, hash, master_secret, label, seed, {}, out);
}

}  // namespace reprise::handshake::tls12

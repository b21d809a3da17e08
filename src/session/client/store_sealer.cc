// SPDX-License-Identifier: Apache-2.0
#include "session/client/store_sealer.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "crypto/hkdf.h"

namespace reprise::session {
namespace {

constexpr crypto::Aead kAead = crypto::Aead::aes_256_gcm;
constexpr auto kHash = crypto::HashAlgorithm::sha256;
constexpr std::size_t kTagLen = 16;
constexpr std::uint8_t kFormat = 1;

}  // namespace

Result<std::unique_ptr<StoreSealer>> StoreSealer::create(Ref<const crypto::Algorithms> algorithms,
                                                         crypto::Random& random, Bytes secret) {
  CHECK(secret.size() == kStoreSecretLen);
  auto sealer = std::unique_ptr<StoreSealer>(new StoreSealer(std::move(algorithms), random));
  crypto::Scratch scratch(*sealer->algorithms_);
  const auto keys = TRY(crypto::HkdfSecret::create(*sealer->algorithms_, kHash, secret));
  sealer->head_[0] = kFormat;
  TRY(keys.expand(scratch, bytes_of("session store key id"), MutableBytes(sealer->head_).subspan(1)));
  TRY(keys.expand(scratch, bytes_of("session store seal"), sealer->sealing_key_.resize(32)));
  SecretArray<32> naming;
  TRY(keys.expand(scratch, bytes_of("session store name"), naming.resize(32)));
  TRY(sealer->naming_key_.set(*sealer->algorithms_, kHash, naming.bytes()));
  SecretArray<32> nonce_key;
  TRY(keys.expand(scratch, bytes_of("session store nonce"), nonce_key.resize(32)));
  TRY(sealer->nonces_.set(*sealer->algorithms_, nonce_key.bytes()));
  return sealer;
}

Result<StoreName> StoreSealer::name(Bytes about) const {
  crypto::Hash work;
  StoreName name;
  TRY(naming_key_.mac(work, {about}, name));
  return name;
}

Result<std::unique_ptr<crypto::AeadContext>> StoreSealer::context(Direction direction) const {
  if (auto kept = (direction == Direction::seal ? sealing_ : opening_).take()) return kept;
  auto made = TRY(crypto::AeadContext::create(*algorithms_, kAead, direction, sealing_key_.bytes()));
  return std::make_unique<crypto::AeadContext>(std::move(made));
}

StoreSealer::AdditionalData StoreSealer::additional_data(const StoreName& name) const {
  AdditionalData data;
  std::ranges::copy(name, std::ranges::copy(head_, data.begin()).out);
  return data;
}

Result<ByteVector> StoreSealer::seal(const StoreName& name, Bytes plaintext) const {
  ByteVector sealed(kHeadLen + crypto::kAeadNonceSize + plaintext.size() + kTagLen);
  std::ranges::copy(head_, sealed.begin());
  const MutableBytes all(sealed);
  const MutableBytes nonce = all.subspan(kHeadLen, crypto::kAeadNonceSize);
  TRY(nonces_.make(random_, {name, plaintext}, nonce));
  auto sealing = TRY(context(Direction::seal));
  TRY(sealing->seal(nonce, additional_data(name), plaintext, {},
                    all.subspan(kHeadLen + crypto::kAeadNonceSize, plaintext.size()), all.last(kTagLen)));
  sealing_.give(std::move(sealing));
  return sealed;
}

std::optional<SecretBytes> StoreSealer::open(const StoreName& name, Bytes sealed) const {
  constexpr std::size_t kFixedLen = kHeadLen + crypto::kAeadNonceSize + kTagLen;
  if (sealed.size() < kFixedLen || !std::ranges::equal(sealed.first(kHeadLen), head_)) return std::nullopt;
  auto opening = context(Direction::open);
  if (!opening.ok()) return std::nullopt;
  SecretBytes plaintext(sealed.size() - kFixedLen);
  const bool intact = opening.value()
                          ->open(sealed.subspan(kHeadLen, crypto::kAeadNonceSize), additional_data(name),
                                 sealed.subspan(kHeadLen + crypto::kAeadNonceSize, plaintext.size()),
                                 sealed.last(kTagLen), plaintext.mutable_bytes())
                          .ok();
  opening_.give(std::move(opening.value()));
  if (!intact) return std::nullopt;
  return plaintext;
}

}  // namespace reprise::session

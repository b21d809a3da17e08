// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_share.h"

#include <algorithm>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include "base/check.h"
#include "crypto/kem.h"
#include "crypto/key_share_pools.h"

namespace reprise::crypto {
namespace {

Error bad_key_share(int line = __builtin_LINE()) {
  return fail(Alert::illegal_parameter, Reason::bad_key_share, __FILE__, line);
}

// RFC 8446, 4.2.8.2: only the uncompressed form is sent. In TLS 1.2 others may be announced, and nobody sends them.
bool has_wire_form(const GroupInfo& group, Bytes public_key) {
  if (public_key.size() != group.public_key_size) return false;
  return group.family != GroupFamily::ecdhe_weierstrass || public_key[0] == 4;
}

bool is_all_zero(Bytes bytes) {
  std::uint8_t any = 0;
  for (std::uint8_t byte : bytes) any = std::uint8_t(any | byte);
  return any == 0;
}

// Whether nothing is left to check of a public value that was read in: a point lies on its curve, an FFDHE value is in
// 2..p-2. Our own curves have a cofactor of 1; a provider's may have small subgroups.
bool is_checked(const GroupInfo& group) { return group.slot < all_groups().size(); }

// A context in which `key` has agreed to derive with `peer`.
KeyContextPtr prepare(const Algorithms& algorithms, const GroupInfo& group, EVP_PKEY* key, EVP_PKEY* peer) {
  KeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(algorithms.library_context(), key, algorithms.properties()));
  if (context == nullptr || EVP_PKEY_derive_init(context.get()) <= 0) return nullptr;
  // RFC 8446, 7.4.1: the secret is padded to the size of the prime.
  if (group.family == GroupFamily::ffdhe && EVP_PKEY_CTX_set_dh_pad(context.get(), 1) <= 0) return nullptr;
  if (EVP_PKEY_derive_set_peer_ex(context.get(), peer, is_checked(group) ? 0 : 1) <= 0) return nullptr;
  return context;
}

using NumberPtr = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using CurvePtr = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
using PointPtr = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;
using ParametersPtr = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;
using ParametersBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;

// The key whose private number is `number`, with the point that libcrypto wants beside it; null when libcrypto fails.
KeyPtr key_on_curve(const Algorithms& algorithms, const GroupInfo& group, Bytes number) {
  const NumberPtr private_number(BN_bin2bn(number.data(), int(number.size()), nullptr));
  const CurvePtr curve(EC_GROUP_new_by_curve_name_ex(algorithms.library_context(), algorithms.properties(), group.nid));
  const PointPtr point(curve == nullptr ? nullptr : EC_POINT_new(curve.get()));
  const ParametersBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (private_number == nullptr || point == nullptr || builder == nullptr) return nullptr;
  ByteVector encoded(group.public_key_size);
  const bool built =
      EC_POINT_mul(curve.get(), point.get(), private_number.get(), nullptr, nullptr, nullptr) > 0 &&
      EC_POINT_point2oct(curve.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(), encoded.size(),
                         nullptr) == encoded.size() &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.params_name, 0) > 0 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()) > 0 &&
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_number.get()) > 0;
  const ParametersPtr parameters(built ? OSSL_PARAM_BLD_to_param(builder.get()) : nullptr);
  const KeyContextPtr context(
      EVP_PKEY_CTX_new_from_name(algorithms.library_context(), group.key_type, algorithms.properties()));
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) <= 0) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) <= 0) return nullptr;
  return KeyPtr(key);
}

}  // namespace

Result<> KeyShare::read_public_key() {
  if (info_->family == GroupFamily::kem) {  // only libcrypto knows its size
    unsigned char* encoded = nullptr;
    const std::size_t length = EVP_PKEY_get1_encoded_public_key(key_.get(), &encoded);
    const std::unique_ptr<unsigned char, FreeWith<[](void* bytes) { OPENSSL_free(bytes); }>> owned(encoded);
    public_key_.assign(encoded, encoded + length);
    const bool sendable = length > 0 && length <= 0xffff;
    return sendable ? success() : Result<>(fail(Alert::internal_error, Reason::internal));
  }
  public_key_.resize(info_->public_key_size);
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, public_key_.data(),
                                      public_key_.size(), &size) <= 0 ||
      size != public_key_.size()) {
    return fail(Alert::internal_error, Reason::internal);
  }
  return success();
}

Result<KeyShare> KeyShare::generate(const Algorithms& algorithms, NamedGroup group) {
  const GroupInfo* info = algorithms.group(group);
  if (info == nullptr || !algorithms.supports(*info)) return fail(Alert::internal_error, Reason::unknown_group);
  const QuietErrors quiet;
  KeyShare share;
  share.algorithms_ = &algorithms;
  share.info_ = info;
  auto& pools = algorithms.key_share_pools();
  auto generator = pools.take_generator(algorithms, *share.info_);
  EVP_PKEY* key = nullptr;
  if (generator == nullptr || EVP_PKEY_generate(generator->context.get(), &key) <= 0) {
    return fail(Alert::internal_error, Reason::internal);
  }
  share.key_.reset(key);
  pools.give(*share.info_, std::move(generator));
  TRY(share.read_public_key());
  return share;
}

Result<KeyShare> KeyShare::from_private_key(const Algorithms& algorithms, NamedGroup group, Bytes private_key) {
  if (!algorithms.supports(group)) return fail(Alert::internal_error, Reason::unknown_group);
  KeyShare share;
  share.algorithms_ = &algorithms;
  share.info_ = algorithms.group(group);
  if (share.info_->family == GroupFamily::ffdhe || share.info_->family == GroupFamily::kem) {
    return fail(Alert::internal_error, Reason::not_supported);
  }
  const QuietErrors quiet;
  share.key_ = share.info_->family == GroupFamily::ecdhe_weierstrass
                   ? key_on_curve(algorithms, *share.info_, private_key)
                   : KeyPtr(EVP_PKEY_new_raw_private_key_ex(algorithms.library_context(), share.info_->key_type,
                                                            algorithms.properties(), private_key.data(),
                                                            private_key.size()));
  if (share.key_ == nullptr) return fail(Alert::internal_error, Reason::bad_value);
  TRY(share.read_public_key());
  return share;
}

Result<SharedSecret> KeyShare::derive(Bytes peer_public) const {
  CHECK(valid());
  if (info_->family == GroupFamily::kem) return decapsulate(*algorithms_, key_.get(), peer_public);
  if (!has_wire_form(*info_, peer_public)) return bad_key_share();
  const QuietErrors quiet;
  auto& pools = algorithms_->key_share_pools();
  auto peer = pools.take_peer(*info_);
  if (peer == nullptr) return fail(Alert::internal_error, Reason::out_of_memory);
  if (EVP_PKEY_set1_encoded_public_key(peer->key.get(), peer_public.data(), peer_public.size()) <= 0) {
    return bad_key_share();
  }
  SharedSecret secret;
  std::size_t size = info_->secret_size;
  const MutableBytes out = secret.resize(size);
  {
    const auto context = prepare(*algorithms_, *info_, key_.get(), peer->key.get());
    if (context == nullptr) return fail(Alert::internal_error, Reason::key_derivation_failed);
    // libcrypto fails here for a point of small order, whose result is all zero.
    if (EVP_PKEY_derive(context.get(), out.data(), &size) <= 0) return bad_key_share();
  }
  pools.give(*info_, std::move(peer));
  if (size != out.size()) return fail(Alert::internal_error, Reason::key_derivation_failed);
  // RFC 8446, 7.4.2: MUST check for the all-zero value and abort.
  if (info_->family == GroupFamily::ecdhe_montgomery && is_all_zero(out)) return bad_key_share();
  return secret;
}

}  // namespace reprise::crypto

#include "crypto/key_share.h"

#include <algorithm>

#include <openssl/core_names.h>
#include <openssl/dh.h>

#include "base/check.h"
#include "crypto/key_share_pools.h"

namespace reprise::crypto {
namespace {

Error bad_key_share(int line = __builtin_LINE()) {
  return fail(Alert::illegal_parameter, Reason::bad_key_share, __FILE__, line);
}

// RFC 8446, 4.2.8.2: only the uncompressed form is sent. For ECDHE in TLS 1.2 it is the only one we announce.
bool has_wire_form(const GroupInfo& group, Bytes public_key) {
  return public_key.size() == group.public_key_size && (group.family != GroupFamily::ecdhe_nist || public_key[0] == 4);
}

bool is_all_zero(Bytes bytes) {
  std::uint8_t any = 0;
  for (std::uint8_t byte : bytes) any = std::uint8_t(any | byte);
  return any == 0;
}

// A context in which `key` has agreed to derive with `peer`. Both were checked when they were read in: a point to lie on
// its curve (whose cofactor is 1), an FFDHE value to be in 2..p-2, so libcrypto's second check is left out.
KeyContextPtr prepare(const Algorithms& algorithms, const GroupInfo& group, EVP_PKEY* key, EVP_PKEY* peer) {
  KeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(algorithms.library_context(), key, algorithms.properties()));
  if (context == nullptr || EVP_PKEY_derive_init(context.get()) <= 0) return nullptr;
  // RFC 8446, 7.4.1: the secret is padded to the size of the prime.
  if (group.family == GroupFamily::ffdhe && EVP_PKEY_CTX_set_dh_pad(context.get(), 1) <= 0) return nullptr;
  if (EVP_PKEY_derive_set_peer_ex(context.get(), peer, 0) <= 0) return nullptr;
  return context;
}

}  // namespace

Result<> KeyShare::read_public_key() {
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
  if (!algorithms.supports(group)) return fail(Alert::internal_error, Reason::unknown_group);
  const QuietErrors quiet;
  KeyShare share;
  share.algorithms_ = &algorithms;
  share.info_ = find_group(group);
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
  share.info_ = find_group(group);
  if (share.info_->family != GroupFamily::ecdhe_montgomery) return fail(Alert::internal_error, Reason::not_supported);
  const QuietErrors quiet;
  share.key_.reset(EVP_PKEY_new_raw_private_key_ex(algorithms.library_context(), share.info_->key_type,
                                                   algorithms.properties(), private_key.data(), private_key.size()));
  if (share.key_ == nullptr) return fail(Alert::internal_error, Reason::bad_value);
  TRY(share.read_public_key());
  return share;
}

Result<SharedSecret> KeyShare::derive(Bytes peer_public) const {
  CHECK(valid());
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

// SPDX-License-Identifier: Apache-2.0
#include "crypto/kem.h"

#include "crypto/key_share_pools.h"

namespace reprise::crypto {
namespace {

template <std::size_t Capacity>
constexpr std::size_t capacity_of(const SecretArray<Capacity>&) {
  return Capacity;
}

bool fits(std::size_t size, const SharedSecret& secret) { return size > 0 && size <= capacity_of(secret); }

KeyContextPtr context_of(const Algorithms& algorithms, EVP_PKEY* key) {
  return KeyContextPtr(EVP_PKEY_CTX_new_from_pkey(algorithms.library_context(), key, algorithms.properties()));
}

Error failed(int line = __builtin_LINE()) {
  return fail(Alert::internal_error, Reason::key_derivation_failed, __FILE__, line);
}

Error bad_key_share(int line = __builtin_LINE()) {
  return fail(Alert::illegal_parameter, Reason::bad_key_share, __FILE__, line);
}

}  // namespace

bool is_kem(const Algorithms& algorithms, NamedGroup group) {
  const GroupInfo* info = algorithms.group(group);
  return info != nullptr && info->family == GroupFamily::kem;
}

Result<Encapsulated> encapsulate(const Algorithms& algorithms, NamedGroup group, Bytes peer_public) {
  const GroupInfo* info = algorithms.group(group);
  if (info == nullptr || info->family != GroupFamily::kem || !algorithms.supports(*info)) {
    return fail(Alert::internal_error, Reason::unknown_group);
  }
  const QuietErrors quiet;
  // Not given back to its pool: such a key takes no second value.
  const auto peer = algorithms.key_share_pools().take_peer(*info);
  if (peer == nullptr) return fail(Alert::internal_error, Reason::out_of_memory);
  if (EVP_PKEY_set1_encoded_public_key(peer->key.get(), peer_public.data(), peer_public.size()) <= 0) {
    return bad_key_share();
  }
  const auto context = context_of(algorithms, peer->key.get());
  Encapsulated result;
  std::size_t share_size = 0;
  std::size_t secret_size = 0;
  if (context == nullptr || EVP_PKEY_encapsulate_init(context.get(), nullptr) <= 0 ||
      EVP_PKEY_encapsulate(context.get(), nullptr, &share_size, nullptr, &secret_size) <= 0) {
    return failed();
  }
  if (share_size == 0 || share_size > 0xffff || !fits(secret_size, result.secret)) return failed();
  result.share.resize(share_size);
  const MutableBytes out = result.secret.resize(secret_size);
  // A hybrid fails here for a point of small order in its classical half.
  if (EVP_PKEY_encapsulate(context.get(), result.share.data(), &share_size, out.data(), &secret_size) <= 0) {
    return bad_key_share();
  }
  if (share_size != result.share.size() || secret_size != out.size()) return failed();
  return result;
}

Result<SharedSecret> decapsulate(const Algorithms& algorithms, EVP_PKEY* own, Bytes share) {
  const QuietErrors quiet;
  const auto context = context_of(algorithms, own);
  SharedSecret secret;
  std::size_t size = 0;
  if (context == nullptr || EVP_PKEY_decapsulate_init(context.get(), nullptr) <= 0) return failed();
  // Asked for the size of the secret, libcrypto looks at the share's already.
  if (EVP_PKEY_decapsulate(context.get(), nullptr, &size, share.data(), share.size()) <= 0) return bad_key_share();
  if (!fits(size, secret)) return failed();
  const MutableBytes out = secret.resize(size);
  if (EVP_PKEY_decapsulate(context.get(), out.data(), &size, share.data(), share.size()) <= 0) return bad_key_share();
  if (size != out.size()) return failed();
  return secret;
}

}  // namespace reprise::crypto

// SPDX-License-Identifier: Apache-2.0
// Every algorithm that TLS needs of libcrypto, fetched once for a library context and shared by all threads.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "crypto/handles.h"
#include "crypto/hash.h"
#include "crypto/named_group.h"

namespace reprise::crypto {

class KeySharePools;
class ProviderGroups;

// Immutable but for pools of kept contexts, which are safe to use from any thread. What the providers lack is null here
// and reported as unsupported; fetching never fails for lack of an algorithm. Leaves the error queue as it was.
class Algorithms final : public RefCounted {
 public:
  // `context` null means the default library context; it must outlive the result. `properties` is a property query, or
  // null. Fails with internal_error/required_algorithm_missing when not even SHA-256 can be had.
  static Result<Ref<const Algorithms>> fetch(OSSL_LIB_CTX* context, const char* properties);
  ~Algorithms();
  // Whether fetch() would still find the same: not when the library context's default properties have become others
  // (EVP_set_default_properties(3)). Looks at a hash and a cipher, which costs about a microsecond.
  bool is_current() const;

  OSSL_LIB_CTX* library_context() const { return context_; }
  const char* properties() const { return has_properties_ ? properties_.c_str() : nullptr; }

  // Null when unsupported.
  const EVP_MD* md(HashAlgorithm hash) const { return mds_[std::size_t(hash)].get(); }
  const EVP_CIPHER* cipher(Aead aead) const { return aeads_[std::size_t(aead)]; }
  const EVP_CIPHER* aes_128_cbc() const { return aes_128_cbc_.get(); }
  const EVP_CIPHER* aes_256_cbc() const { return aes_256_cbc_.get(); }

  bool supports(HashAlgorithm hash) const { return md(hash) != nullptr; }
  bool supports(Aead aead) const { return cipher(aead) != nullptr; }
  bool supports(NamedGroup group) const;
  bool supports(const GroupInfo& group) const;

  // The row of a group that we know, or that a provider offers: the providers are asked when the first unknown one is
  // looked for, once. Null when there is none. The rows live as long as this does.
  const GroupInfo* group(NamedGroup group) const;
  const GroupInfo* group(std::string_view name) const;
  const GroupInfo* group_of_nid(int nid) const;

  // For KeyShare.
  KeySharePools& key_share_pools() const { return *key_share_pools_; }

 private:
  Algorithms(OSSL_LIB_CTX* context, const char* properties);
  MdPtr fetch_md(const char* name) const;
  CipherPtr fetch_cipher(const char* name) const;
  void fetch_all();
  const ProviderGroups& provider_groups() const;
  template <typename Predicate>
  const GroupInfo* provider_group(Predicate is_wanted) const;

  OSSL_LIB_CTX* context_;
  std::string properties_;
  bool has_properties_;
  std::array<MdPtr, 8> mds_;         // by HashAlgorithm
  std::array<CipherPtr, 5> owned_;   // the ciphers that aeads_ points at
  std::array<EVP_CIPHER*, 7> aeads_{};  // by Aead; a CCM_8 is the cipher of its CCM
  CipherPtr aes_128_cbc_;
  CipherPtr aes_256_cbc_;
  std::uint16_t groups_ = 0;  // a bit for each row of all_groups()
  std::unique_ptr<KeySharePools> key_share_pools_;
  mutable std::once_flag groups_asked_;
  mutable std::unique_ptr<ProviderGroups> provider_groups_;
};

}  // namespace reprise::crypto

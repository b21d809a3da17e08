// SPDX-License-Identifier: Apache-2.0
#include "crypto/algorithms.h"

#include <algorithm>

#include "crypto/key_share_pools.h"
#include "crypto/provider_groups.h"

namespace reprise::crypto {
namespace {

struct MdName {
  HashAlgorithm hash;
  const char* name;
};
constexpr MdName kMds[] = {
    {HashAlgorithm::md5, "MD5"},           {HashAlgorithm::sha1, "SHA1"},         {HashAlgorithm::sha224, "SHA2-224"},
    {HashAlgorithm::sha256, "SHA2-256"},   {HashAlgorithm::sha384, "SHA2-384"},   {HashAlgorithm::sha512, "SHA2-512"},
    {HashAlgorithm::md5_sha1, "MD5-SHA1"},
};

struct AeadName {
  Aead aead;
  std::uint8_t owned;  // index of the cipher; a CCM_8 shares that of its CCM
  const char* name;
};
constexpr AeadName kAeads[] = {
    {Aead::aes_128_gcm, 0, "AES-128-GCM"},   {Aead::aes_256_gcm, 1, "AES-256-GCM"},
    {Aead::chacha20_poly1305, 2, "ChaCha20-Poly1305"},
    {Aead::aes_128_ccm, 3, "AES-128-CCM"},   {Aead::aes_128_ccm_8, 3, "AES-128-CCM"},
    {Aead::aes_256_ccm, 4, "AES-256-CCM"},   {Aead::aes_256_ccm_8, 4, "AES-256-CCM"},
};

}  // namespace

Algorithms::Algorithms(OSSL_LIB_CTX* context, const char* properties)
    : context_(context),
      properties_(properties == nullptr ? "" : properties),
      has_properties_(properties != nullptr),
      key_share_pools_(std::make_unique<KeySharePools>()) {}

Algorithms::~Algorithms() = default;

MdPtr Algorithms::fetch_md(const char* name) const { return MdPtr(EVP_MD_fetch(context_, name, properties())); }

CipherPtr Algorithms::fetch_cipher(const char* name) const {
  return CipherPtr(EVP_CIPHER_fetch(context_, name, properties()));
}

void Algorithms::fetch_all() {
  for (const auto& row : kMds) mds_[std::size_t(row.hash)] = fetch_md(row.name);
  for (const auto& row : kAeads) {
    auto& cipher = owned_[row.owned];
    if (cipher == nullptr) cipher = fetch_cipher(row.name);
    aeads_[std::size_t(row.aead)] = cipher.get();
  }
  aes_128_cbc_ = fetch_cipher("AES-128-CBC");
  aes_256_cbc_ = fetch_cipher("AES-256-CBC");
  const auto groups = all_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (key_share_pools_->make_template(*this, groups[i])) groups_ = std::uint16_t(groups_ | 1u << i);
  }
}

Result<Ref<const Algorithms>> Algorithms::fetch(OSSL_LIB_CTX* context, const char* properties) {
  const QuietErrors quiet;
  auto result = Ref<Algorithms>::adopt(new Algorithms(context, properties));
  result->fetch_all();
  if (!result->supports(HashAlgorithm::sha256)) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  return Ref<const Algorithms>(std::move(result));
}

bool Algorithms::is_current() const {
  const QuietErrors quiet;
  return fetch_md("SHA2-256").get() == md(HashAlgorithm::sha256) &&
         fetch_cipher("AES-128-GCM").get() == cipher(Aead::aes_128_gcm);
}

const ProviderGroups& Algorithms::provider_groups() const {
  std::call_once(groups_asked_, [this] {
    const QuietErrors quiet;
    provider_groups_ = std::make_unique<ProviderGroups>(context_, properties());
    key_share_pools_->add_slots(provider_groups_->rows().size());
    for (const auto& row : provider_groups_->rows()) {
      const bool usable = row.family == GroupFamily::ecdhe_weierstrass || row.family == GroupFamily::kem;
      if (usable) key_share_pools_->make_template(*this, row);
    }
  });
  return *provider_groups_;
}

template <typename Predicate>
const GroupInfo* Algorithms::provider_group(Predicate is_wanted) const {
  const auto rows = provider_groups().rows();
  const auto row = std::ranges::find_if(rows, is_wanted);
  return row == rows.end() ? nullptr : &*row;
}

const GroupInfo* Algorithms::group(NamedGroup group) const {
  if (const auto* known = find_group(group); known != nullptr) [[likely]] return known;
  return provider_group([&](const GroupInfo& info) { return info.id == group; });
}

const GroupInfo* Algorithms::group(std::string_view name) const {
  if (const auto* known = find_group(name); known != nullptr) return known;
  return provider_group([&](const GroupInfo& info) {
    return name == info.name || name == info.alias || name == info.params_name;
  });
}

const GroupInfo* Algorithms::group_of_nid(int nid) const {
  if (nid <= 0) return nullptr;
  if (const auto* known = find_group_by_nid(nid); known != nullptr) return known;
  return provider_group([&](const GroupInfo& info) { return info.nid == nid; });
}

bool Algorithms::supports(NamedGroup code) const {
  const GroupInfo* info = group(code);
  return info != nullptr && supports(*info);
}

bool Algorithms::supports(const GroupInfo& group) const {
  if (group.slot < all_groups().size()) [[likely]] return (groups_ >> group.slot & 1) != 0;
  return key_share_pools_->has_template(group);
}

}  // namespace reprise::crypto

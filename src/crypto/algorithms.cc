#include "crypto/algorithms.h"

#include "crypto/key_share_pools.h"

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

bool Algorithms::supports(NamedGroup group) const {
  const GroupInfo* info = find_group(group);
  return info != nullptr && (groups_ >> (info - all_groups().data()) & 1) != 0;
}

}  // namespace reprise::crypto

// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include <cstring>
#include <string_view>

#include <openssl/provider.h>
#include <openssl/rsa.h>

#include "base/check.h"

namespace reprise::crypto {

// Prepared for one operation with one key by one scheme.
struct SignatureContext {
  KeyContextPtr context;
  const SchemeInfo* scheme = nullptr;
  Hash hash;
};

namespace {

enum class Operation : std::uint8_t { sign, verify };

KeyType key_type_of(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA: return KeyType::rsa;
    case EVP_PKEY_RSA_PSS: return KeyType::rsa_pss;
    case EVP_PKEY_EC: return KeyType::ec;
    case EVP_PKEY_ED25519: return KeyType::ed25519;
    case EVP_PKEY_ED448: return KeyType::ed448;
    case EVP_PKEY_DSA: return KeyType::dsa;
    default: return KeyType::unknown;
  }
}

NamedGroup curve_of(const Algorithms& algorithms, const EVP_PKEY& key) {
  char name[64];
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(&key, name, sizeof name, &size) <= 0) return NamedGroup{};
  const GroupInfo* group = algorithms.group(std::string_view(name, size));
  return group == nullptr ? NamedGroup{} : group->id;
}

// Keys of libcrypto's own providers sign and verify a digest made apart. One of another provider or of an ENGINE may
// know the combined operation alone.
bool takes_digests(const EVP_PKEY& key) {
  const OSSL_PROVIDER* provider = EVP_PKEY_get0_provider(&key);
  if (provider == nullptr) return false;
  const std::string_view name = OSSL_PROVIDER_get0_name(provider);
  return name == "default" || name == "fips";
}

bool set_padding(EVP_PKEY_CTX* context, const SchemeInfo& scheme) {
  switch (scheme.padding) {
    case RsaPadding::none: return true;
    case RsaPadding::pkcs1: return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0;
    case RsaPadding::pss:
      // RFC 8446, 4.2.3: the salt is as long as the digest; the mask's hash is the signature's, which is the default.
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0;
  }
  return false;
}

std::unique_ptr<SignatureContext> prepare(const Algorithms& algorithms, EVP_PKEY* key, const SchemeInfo& scheme,
                                          Operation operation) {
  auto result = std::make_unique<SignatureContext>();
  result->scheme = &scheme;
  result->context.reset(EVP_PKEY_CTX_new_from_pkey(algorithms.library_context(), key, algorithms.properties()));
  EVP_PKEY_CTX* context = result->context.get();
  if (context == nullptr) return nullptr;
  const int started = operation == Operation::sign ? EVP_PKEY_sign_init(context) : EVP_PKEY_verify_init(context);
  if (started <= 0 || !set_padding(context, scheme) ||
      EVP_PKEY_CTX_set_signature_md(context, algorithms.md(scheme.hash)) <= 0) {
    return nullptr;
  }
  return result;
}

// A kept context for `scheme`, or a new one; null when libcrypto refuses the combination.
template <typename Contexts>
std::unique_ptr<SignatureContext> take(Contexts& contexts, const Algorithms& algorithms, EVP_PKEY* key,
                                       const SchemeInfo& scheme, Operation operation) {
  auto kept = contexts.take();
  if (kept != nullptr && kept->scheme == &scheme) return kept;
  return prepare(algorithms, key, scheme, operation);
}

// A context for the combined operation of hashing and signing or verifying.
MdContextPtr prepare_combined(const Algorithms& algorithms, EVP_PKEY* key, const SchemeInfo& scheme,
                              Operation operation) {
  MdContextPtr context(EVP_MD_CTX_new());
  if (context == nullptr) return nullptr;
  const EVP_MD* md = algorithms.md(scheme.hash);
  const char* md_name = md == nullptr ? nullptr : EVP_MD_get0_name(md);
  const auto init = operation == Operation::sign ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex;
  EVP_PKEY_CTX* key_context = nullptr;
  if (init(context.get(), &key_context, md_name, algorithms.library_context(), algorithms.properties(), key, nullptr) <=
          0 ||
      !set_padding(key_context, scheme)) {
    return nullptr;
  }
  return context;
}

bool has_hash(const Algorithms& algorithms, const SchemeInfo& scheme) {
  return scheme.hash == HashAlgorithm::none || algorithms.supports(scheme.hash);
}

// Whether libcrypto wrote what it says. Its ECDSA, when it runs out of memory, succeeds with a size of -1.
bool fits(std::size_t size, const ByteVector& signature) { return size <= signature.size(); }

// Signs in one call. False on failure.
bool sign_combined(EVP_MD_CTX* context, Bytes message, ByteVector& signature) {
  std::size_t size = 0;
  if (EVP_DigestSign(context, nullptr, &size, message.data(), message.size()) <= 0) return false;
  signature.resize(size);
  if (EVP_DigestSign(context, signature.data(), &size, message.data(), message.size()) <= 0) return false;
  if (!fits(size, signature)) return false;
  signature.resize(size);
  return true;
}

bool sign_digest(EVP_PKEY_CTX* context, Bytes digest, std::size_t max_size, ByteVector& signature) {
  signature.resize(max_size);
  std::size_t size = max_size;
  if (EVP_PKEY_sign(context, signature.data(), &size, digest.data(), digest.size()) <= 0) return false;
  if (!fits(size, signature)) return false;
  signature.resize(size);
  return true;
}

Error bad_signature(int line = __builtin_LINE()) {
  return fail(Alert::decrypt_error, Reason::bad_signature, __FILE__, line);
}

KeyPtr up_ref(EVP_PKEY* key) {
  CHECK(key != nullptr && EVP_PKEY_up_ref(key) > 0);
  return KeyPtr(key);
}

// The bytes a modulus must have for a signature of `scheme`: RFC 8017, 9.1.1 and 9.2.
std::size_t min_modulus_size(const SchemeInfo& scheme) {
  const std::size_t hash = hash_size(scheme.hash);
  return scheme.padding == RsaPadding::pss ? 2 * hash + 2 : hash + 19 + 11;
}

}  // namespace

KeyTraits traits_of(const Algorithms& algorithms, const EVP_PKEY& key) {
  KeyTraits traits;
  traits.nid = EVP_PKEY_get_base_id(&key);
  traits.type = key_type_of(key);
  traits.bits = EVP_PKEY_get_bits(&key);
  traits.security_bits = EVP_PKEY_get_security_bits(&key);
  if (traits.type == KeyType::ec) {
    const QuietErrors quiet;
    traits.curve = curve_of(algorithms, key);
  }
  return traits;
}

bool KeyTraits::suits(SignatureScheme scheme, SchemeRules rules) const {
  const SchemeInfo* info = find_scheme(scheme);
  if (info == nullptr || info->key_type != type) return false;
  if (rules == SchemeRules::tls13 && !info->in_tls13) return false;
  if (rules == SchemeRules::tls13 && info->curve != NamedGroup{} && info->curve != curve) return false;
  return info->padding == RsaPadding::none || std::size_t(bits + 7) / 8 >= min_modulus_size(*info);
}

PrivateKey::PrivateKey(Ref<const Algorithms> algorithms, KeyPtr key)
    : algorithms_(std::move(algorithms)),
      key_(std::move(key)),
      traits_(traits_of(*algorithms_, *key_)),
      prehash_(takes_digests(*key_) && EVP_PKEY_get_size(key_.get()) > 0) {}

PrivateKey::~PrivateKey() = default;

Ref<const PrivateKey> PrivateKey::sharing(Ref<const Algorithms> algorithms, EVP_PKEY* key) {
  return Ref<const PrivateKey>::adopt(new PrivateKey(std::move(algorithms), up_ref(key)));
}

bool PrivateKey::matches(const EVP_PKEY& key) const {
  const QuietErrors quiet;
  return EVP_PKEY_eq(key_.get(), &key) == 1;
}

Result<ByteVector> PrivateKey::sign(SignatureScheme scheme, Bytes message) const {
  const SchemeInfo* info = find_scheme(scheme);
  if (!can_sign(scheme, SchemeRules::tls12)) return fail(Alert::internal_error, Reason::wrong_signature_type);
  if (!has_hash(*algorithms_, *info)) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  ByteVector signature;
  if (!prehash_ || info->hash == HashAlgorithm::none) {
    const auto context = prepare_combined(*algorithms_, key_.get(), *info, Operation::sign);
    if (context == nullptr || !sign_combined(context.get(), message, signature)) {
      return fail(Alert::internal_error, Reason::internal);
    }
    return signature;
  }
  auto prepared = take(contexts_, *algorithms_, key_.get(), *info, Operation::sign);
  if (prepared == nullptr) return fail(Alert::internal_error, Reason::internal);
  const auto hashed = TRY(digest(*algorithms_, info->hash, message, prepared->hash));
  if (!sign_digest(prepared->context.get(), hashed.bytes(), std::size_t(EVP_PKEY_get_size(key_.get())), signature)) {
    return fail(Alert::internal_error, Reason::internal);
  }
  contexts_.give(std::move(prepared));
  return signature;
}

PublicKey::PublicKey(Ref<const Algorithms> algorithms, KeyPtr key)
    : algorithms_(std::move(algorithms)), key_(std::move(key)), traits_(traits_of(*algorithms_, *key_)) {}

PublicKey::~PublicKey() = default;

Ref<const PublicKey> PublicKey::sharing(Ref<const Algorithms> algorithms, EVP_PKEY* key) {
  return Ref<const PublicKey>::adopt(new PublicKey(std::move(algorithms), up_ref(key)));
}

Result<> PublicKey::verify(SignatureScheme scheme, Bytes message, Bytes signature) const {
  const SchemeInfo* info = find_scheme(scheme);
  if (!can_verify(scheme, SchemeRules::tls12)) return fail(Alert::illegal_parameter, Reason::wrong_signature_type);
  if (!has_hash(*algorithms_, *info)) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  const QuietErrors quiet;
  if (info->hash == HashAlgorithm::none || !takes_digests(*key_)) {
    const auto context = prepare_combined(*algorithms_, key_.get(), *info, Operation::verify);
    if (context == nullptr) return fail(Alert::internal_error, Reason::internal);
    const int verified =
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size());
    if (verified != 1) return bad_signature();
    return success();
  }
  auto prepared = take(contexts_, *algorithms_, key_.get(), *info, Operation::verify);
  if (prepared == nullptr) return bad_signature();  // the parameters of an RSA-PSS key may forbid the hash
  const auto hashed = TRY(digest(*algorithms_, info->hash, message, prepared->hash));
  const int verified = EVP_PKEY_verify(prepared->context.get(), signature.data(), signature.size(),
                                       hashed.bytes().data(), hashed.size());
  contexts_.give(std::move(prepared));
  if (verified != 1) return bad_signature();
  return success();
}

}  // namespace reprise::crypto

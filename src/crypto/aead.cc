// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <climits>
#include <cstring>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "base/check.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"

namespace reprise::crypto {
namespace {

bool update(EVP_CIPHER_CTX* context, std::uint8_t* out, Bytes in) {
  if (in.empty()) return true;  // libcrypto takes an update with no bytes for the end
  int written = 0;
  return EVP_CipherUpdate(context, out, &written, in.data(), int(in.size())) > 0;
}

bool finish(EVP_CIPHER_CTX* context) {
  std::uint8_t unused[EVP_MAX_BLOCK_LENGTH];
  int written = 0;
  return EVP_CipherFinal_ex(context, unused, &written) > 0;
}

// By parameters, which the calls of older interfaces are translated to at some cost.
bool get_tag(EVP_CIPHER_CTX* context, MutableBytes tag) {
  OSSL_PARAM params[] = {OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag.data(), tag.size()), OSSL_PARAM_END};
  return EVP_CIPHER_CTX_get_params(context, params) > 0;
}

bool start(EVP_CIPHER_CTX* context, Bytes nonce) {
  return EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), -1, nullptr) > 0;
}

bool start(EVP_CIPHER_CTX* context, Bytes nonce, Bytes expected_tag) {
  // The interface lacks a const that its implementation keeps.
  auto* tag = const_cast<std::uint8_t*>(expected_tag.data());
  const OSSL_PARAM params[] = {OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, expected_tag.size()),
                               OSSL_PARAM_END};
  return EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), -1, params) > 0;
}

// CCM needs to know the length before anything else is put in (RFC 3610, 2.2: it is in the first block).
bool announce_length(EVP_CIPHER_CTX* context, std::size_t size) {
  int written = 0;
  return EVP_CipherUpdate(context, nullptr, &written, nullptr, int(size)) > 0;
}

// All of a CCM text goes in by one call, be it empty.
bool update_ccm(EVP_CIPHER_CTX* context, MutableBytes out, Bytes in) {
  std::uint8_t nothing = 0;
  int written = 0;
  return EVP_CipherUpdate(context, out.empty() ? &nothing : out.data(), &written, in.empty() ? &nothing : in.data(),
                          int(in.size())) > 0;
}

}  // namespace

Result<AeadContext> AeadContext::create(const Algorithms& algorithms, Aead aead, Direction direction, Bytes key) {
  CHECK(key.size() == aead_key_size(aead));
  const EVP_CIPHER* cipher = algorithms.cipher(aead);
  if (cipher == nullptr) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  AeadContext result;
  result.aead_ = aead;
  result.direction_ = direction;
  result.context_.reset(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* context = result.context_.get();
  const int encrypt = direction == Direction::seal ? 1 : 0;
  if (context == nullptr) return fail(Alert::internal_error, Reason::out_of_memory);
  // The others have nonces of that length to begin with, and one call does for cipher and key.
  if (!result.is_ccm()) {
    const bool keyed = EVP_CipherInit_ex2(context, cipher, key.data(), nullptr, encrypt, nullptr) > 0;
    if (!keyed) return fail(Alert::internal_error, Reason::out_of_memory);
    return result;
  }
  // The lengths of CCM's nonce and tag are part of its first block and so precede the key.
  if (EVP_CipherInit_ex2(context, cipher, nullptr, nullptr, encrypt, nullptr) <= 0 ||
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, int(kAeadNonceSize), nullptr) <= 0 ||
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, int(result.tag_size()), nullptr) <= 0) {
    return fail(Alert::internal_error, Reason::out_of_memory);
  }
  TRY(result.rekey(key));
  return result;
}

Result<> AeadContext::rekey(Bytes key) {
  CHECK(valid() && key.size() == aead_key_size(aead_));
  if (EVP_CipherInit_ex2(context_.get(), nullptr, key.data(), nullptr, -1, nullptr) <= 0) {
    return fail(Alert::internal_error, Reason::internal);
  }
  return success();
}

bool AeadContext::seal_stream(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag) {
  EVP_CIPHER_CTX* context = context_.get();
  return start(context, nonce) && update(context, nullptr, aad) && update(context, out.data(), plaintext) &&
         update(context, out.data() + plaintext.size(), tail) && finish(context) && get_tag(context, tag);
}

bool AeadContext::seal_ccm(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag) {
  EVP_CIPHER_CTX* context = context_.get();
  if (!tail.empty()) {  // one call takes all, so the two are brought together first
    if (out.data() != plaintext.data() && !plaintext.empty())
      std::memcpy(out.data(), plaintext.data(), plaintext.size());
    std::memcpy(out.data() + plaintext.size(), tail.data(), tail.size());
    plaintext = out;
  }
  return start(context, nonce) && announce_length(context, plaintext.size()) && update(context, nullptr, aad) &&
         update_ccm(context, out, plaintext) && finish(context) && get_tag(context, tag);
}

Result<> AeadContext::seal(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag) {
  CHECK(valid() && direction_ == Direction::seal && nonce.size() == kAeadNonceSize && tag.size() == tag_size());
  CHECK(out.size() == plaintext.size() + tail.size() && out.size() <= INT_MAX && aad.size() <= INT_MAX);
  const bool sealed = is_ccm() ? seal_ccm(nonce, aad, plaintext, tail, out, tag)
                               : seal_stream(nonce, aad, plaintext, tail, out, tag);
  if (!sealed) return fail(Alert::internal_error, Reason::internal);
  return success();
}

bool AeadContext::open_stream(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out) {
  EVP_CIPHER_CTX* context = context_.get();
  return start(context, nonce, tag) && update(context, nullptr, aad) &&
         update(context, out.data(), ciphertext) && finish(context);
}

bool AeadContext::open_ccm(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out) {
  EVP_CIPHER_CTX* context = context_.get();
  return start(context, nonce, tag) && announce_length(context, ciphertext.size()) &&
         update(context, nullptr, aad) && update_ccm(context, out, ciphertext);
}

Result<> AeadContext::open(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out) {
  CHECK(valid() && direction_ == Direction::open && nonce.size() == kAeadNonceSize && tag.size() == tag_size());
  CHECK(out.size() == ciphertext.size() && out.size() <= INT_MAX && aad.size() <= INT_MAX);
  const QuietErrors quiet;
  const bool opened =
      is_ccm() ? open_ccm(nonce, aad, ciphertext, tag, out) : open_stream(nonce, aad, ciphertext, tag, out);
  if (opened) return success();
  wipe(out);  // what did not authenticate must not be read
  return fail(Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
}

}  // namespace reprise::crypto

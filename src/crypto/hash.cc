// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include "crypto/algorithms.h"

namespace reprise::crypto {

Result<> Hash::init(const Algorithms& algorithms, HashAlgorithm hash) {
  const EVP_MD* md = algorithms.md(hash);
  if (md == nullptr) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  if (context_ == nullptr) context_.reset(EVP_MD_CTX_new());
  if (context_ == nullptr || EVP_DigestInit_ex2(context_.get(), md, nullptr) <= 0) {
    failed_ = true;
    return fail(Alert::internal_error, Reason::out_of_memory);
  }
  algorithm_ = hash;
  failed_ = false;
  return success();
}

void Hash::update(Bytes bytes) {
  CHECK(started());
  if (bytes.empty() || failed_) return;
  failed_ = EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) <= 0;
}

Result<> Hash::finish_into(MutableBytes out) {
  CHECK(started() && out.size() >= hash_size(algorithm_));
  if (failed_ || EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) <= 0) {
    failed_ = true;
    return fail(Alert::internal_error, Reason::internal);
  }
  return success();
}

Result<Digest> Hash::finish() {
  Digest result;
  TRY(finish_into(result.resize(hash_size(algorithm_))));
  return result;
}

Result<> Hash::copy_from(const Hash& other) {
  CHECK(other.started());
  if (context_ == nullptr) context_.reset(EVP_MD_CTX_new());
  algorithm_ = other.algorithm_;
  failed_ = other.failed_ || context_ == nullptr || EVP_MD_CTX_copy_ex(context_.get(), other.context_.get()) <= 0;
  if (failed_) return fail(Alert::internal_error, Reason::out_of_memory);
  return success();
}

Result<Digest> Hash::digest_so_far(Hash& scratch) const {
  TRY(scratch.copy_from(*this));
  return scratch.finish();
}

Result<Digest> digest(const Algorithms& algorithms, HashAlgorithm hash, Bytes bytes, Hash& scratch) {
  TRY(scratch.init(algorithms, hash));
  scratch.update(bytes);
  return scratch.finish();
}

Result<Digest> digest(const Algorithms& algorithms, HashAlgorithm hash, Bytes bytes) {
  Hash own;
  return digest(algorithms, hash, bytes, own);
}

}  // namespace reprise::crypto

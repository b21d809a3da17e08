// SPDX-License-Identifier: Apache-2.0
#include "crypto/cbc.h"

#include <climits>

#include "base/check.h"
#include "base/secret_bytes.h"

namespace reprise::crypto {
namespace {

// Prepares `context` for one direction. False when libcrypto lacks the cipher.
bool start(CipherContextPtr& context, const Algorithms& algorithms, Bytes key, Bytes iv, int encrypt) {
  CHECK((key.size() == 16 || key.size() == 32) && iv.size() == kAesBlockSize);
  const EVP_CIPHER* cipher = key.size() == 16 ? algorithms.aes_128_cbc() : algorithms.aes_256_cbc();
  if (cipher == nullptr) return false;
  if (context == nullptr) context.reset(EVP_CIPHER_CTX_new());
  return context != nullptr && EVP_CipherInit_ex2(context.get(), cipher, key.data(), iv.data(), encrypt, nullptr) > 0;
}

// Runs `in` through `context` onto the end of `out`. On failure `out` is as before.
bool run(EVP_CIPHER_CTX* context, Bytes in, ByteVector& out) {
  CHECK(in.size() <= INT_MAX - kAesBlockSize);
  const std::size_t before = out.size();
  out.resize(before + in.size() + kAesBlockSize);
  int body = 0;
  int last = 0;
  const bool done =
      (in.empty() || EVP_CipherUpdate(context, out.data() + before, &body, in.data(), int(in.size())) > 0) &&
      EVP_CipherFinal_ex(context, out.data() + before + body, &last) > 0;
  if (!done) wipe(MutableBytes(out).subspan(before));
  out.resize(done ? before + std::size_t(body) + std::size_t(last) : before);
  return done;
}

}  // namespace

Result<> CbcContext::encrypt(const Algorithms& algorithms, Bytes key, Bytes iv, Bytes plaintext, ByteVector& out) {
  if (!start(context_, algorithms, key, iv, 1)) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  if (!run(context_.get(), plaintext, out)) return fail(Alert::internal_error, Reason::internal);
  return success();
}

Result<> CbcContext::decrypt(const Algorithms& algorithms, Bytes key, Bytes iv, Bytes ciphertext, ByteVector& out) {
  if (!start(context_, algorithms, key, iv, 0)) return fail(Alert::internal_error, Reason::required_algorithm_missing);
  const QuietErrors quiet;
  const bool whole = !ciphertext.empty() && ciphertext.size() % kAesBlockSize == 0;
  if (!whole || !run(context_.get(), ciphertext, out)) {
    return fail(Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
  }
  return success();
}

}  // namespace reprise::crypto

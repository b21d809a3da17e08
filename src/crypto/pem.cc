// SPDX-License-Identifier: Apache-2.0
#include "crypto/pem.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <limits>
#include <memory>
#include <vector>

namespace reprise::crypto {
namespace {

using BioPtr = std::unique_ptr<BIO, FreeWith<BIO_free>>;

Result<BioPtr> open(std::string_view text) {
  if (text.size() > std::size_t(std::numeric_limits<int>::max())) return fail_silently(Reason::too_long);
  BioPtr in(BIO_new_mem_buf(text.data(), int(text.size())));
  if (!in) return fail_silently(Reason::out_of_memory);
  return in;
}

int no_passphrase(char*, int, int, void*) { return -1; }

// `user`: a std::string_view, the passphrase.
int passphrase_of(char* buffer, int size, int, void* user) {
  const auto& passphrase = *static_cast<const std::string_view*>(user);
  if (passphrase.empty() || passphrase.size() > std::size_t(size)) return -1;
  passphrase.copy(buffer, passphrase.size());
  return int(passphrase.size());
}

// Whether libcrypto stopped because no further block was there.
bool at_end() {
  const auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

Result<Ref<const CertificateChain>> chain_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text) {
  const QuietErrors quiet;
  const auto in = TRY(open(text));
  std::vector<Ref<const Certificate>> chain;
  for (;;) {
    const X509Ptr x509(PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr));
    if (!x509) break;
    chain.push_back(TRY(Certificate::from_x509(algorithms.share(), x509.get())));
  }
  if (chain.empty() || !at_end()) return fail_silently(Reason::pem_library);
  return Ref<const CertificateChain>(make_ref<CertificateChain>(std::move(chain)));
}

Result<Ref<const PrivateKey>> key_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text,
                                           std::string_view passphrase) {
  const QuietErrors quiet;
  const auto in = TRY(open(text));
  const KeyPtr key(PEM_read_bio_PrivateKey_ex(in.get(), nullptr, passphrase_of, &passphrase,
                                              algorithms->library_context(), algorithms->properties()));
  if (!key) return fail_silently(Reason::pem_library);
  return PrivateKey::sharing(algorithms.share(), key.get());
}

Result<SecretBytes> block_from_pem(const char* name, std::string_view text) {
  const QuietErrors quiet;
  const auto in = TRY(open(text));
  unsigned char* data = nullptr;
  long length = 0;
  if (PEM_bytes_read_bio(&data, &length, nullptr, name, in.get(), no_passphrase, nullptr) != 1) {
    return fail_silently(Reason::pem_library);
  }
  SecretBytes block(Bytes(data, std::size_t(length)));
  OPENSSL_clear_free(data, std::size_t(length));
  return block;
}

}  // namespace reprise::crypto

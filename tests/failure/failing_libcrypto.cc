// SPDX-License-Identifier: Apache-2.0
#include "failing_libcrypto.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "base/check.h"

namespace reprise::failure {
namespace {

struct {
  bool on = false;
  unsigned left = 0;  // calls until the one that fails
  const char* failed = nullptr;
} plan;

bool fails(const char* name) {
  if (!plan.on || plan.left == 0 || --plan.left != 0) return false;
  plan.failed = name;
  return true;
}

template <typename Function>
Function* next(Function*, const char* name) {
  auto* found = dlsym(RTLD_NEXT, name);
  CHECK(found != nullptr);
  return reinterpret_cast<Function*>(found);
}

}  // namespace

FailingLibcrypto::FailingLibcrypto(unsigned nth) { plan = {.on = false, .left = nth, .failed = nullptr}; }
FailingLibcrypto::~FailingLibcrypto() { plan = {}; }
void FailingLibcrypto::in_force(bool on) { plan.on = on; }
const char* FailingLibcrypto::failed() const { return plan.failed; }

bool tells_of(std::optional<Alert> alert, std::string_view function) {
  if (alert == Alert::internal_error) return true;
  if (function.starts_with("EVP_Cipher")) return alert == Alert::bad_record_mac;
  if (function.starts_with("EVP_PKEY_verify") || function == "EVP_PKEY_CTX_new_from_pkey") {
    return alert == Alert::decrypt_error;
  }
  if (function == "X509_get0_pubkey") return alert == Alert::unsupported_certificate;
  return (function == "EVP_PKEY_derive" || function == "EVP_PKEY_set1_encoded_public_key") &&
         alert == Alert::illegal_parameter;
}

bool may_be_done_without(std::string_view function) {
  return function == "X509_new_ex" || function == "X509_get0_pubkey" || function == "EVP_DigestUpdate";
}

}  // namespace reprise::failure

// Zero is failure to all of them, a number or a pointer.
#define CALL(result, name, parameters, arguments)                                 \
  extern "C" result name parameters {                                             \
    static auto* const own = reprise::failure::next(&name, #name);                \
    return reprise::failure::fails(#name) ? static_cast<result>(0) : own arguments; \
  }

CALL(EVP_MD_CTX*, EVP_MD_CTX_new, (), ())
CALL(int, EVP_DigestInit_ex2, (EVP_MD_CTX* c, const EVP_MD* md, const OSSL_PARAM* p), (c, md, p))
CALL(int, EVP_DigestUpdate, (EVP_MD_CTX* c, const void* in, size_t n), (c, in, n))
CALL(int, EVP_DigestFinal_ex, (EVP_MD_CTX* c, unsigned char* out, unsigned* n), (c, out, n))
CALL(int, EVP_MD_CTX_copy_ex, (EVP_MD_CTX* to, const EVP_MD_CTX* from), (to, from))

CALL(EVP_CIPHER_CTX*, EVP_CIPHER_CTX_new, (), ())
CALL(int, EVP_CipherInit_ex2,
     (EVP_CIPHER_CTX* c, const EVP_CIPHER* t, const unsigned char* k, const unsigned char* iv, int e,
      const OSSL_PARAM* p),
     (c, t, k, iv, e, p))
CALL(int, EVP_CipherUpdate, (EVP_CIPHER_CTX* c, unsigned char* out, int* n, const unsigned char* in, int size),
     (c, out, n, in, size))
CALL(int, EVP_CipherFinal_ex, (EVP_CIPHER_CTX* c, unsigned char* out, int* n), (c, out, n))
CALL(int, EVP_CIPHER_CTX_get_params, (EVP_CIPHER_CTX* c, OSSL_PARAM* p), (c, p))
CALL(int, EVP_CIPHER_CTX_ctrl, (EVP_CIPHER_CTX* c, int type, int number, void* pointer), (c, type, number, pointer))

CALL(EVP_PKEY_CTX*, EVP_PKEY_CTX_new_from_pkey, (OSSL_LIB_CTX* l, EVP_PKEY* k, const char* q), (l, k, q))
CALL(EVP_PKEY_CTX*, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX* l, const char* name, const char* q), (l, name, q))
CALL(int, EVP_PKEY_keygen_init, (EVP_PKEY_CTX* c), (c))
CALL(int, EVP_PKEY_generate, (EVP_PKEY_CTX* c, EVP_PKEY** key), (c, key))
CALL(int, EVP_PKEY_get_octet_string_param,
     (const EVP_PKEY* key, const char* name, unsigned char* out, size_t room, size_t* size),
     (key, name, out, room, size))
CALL(int, EVP_PKEY_set1_encoded_public_key, (EVP_PKEY* key, const unsigned char* in, size_t n), (key, in, n))
CALL(int, EVP_PKEY_derive_init, (EVP_PKEY_CTX* c), (c))
CALL(int, EVP_PKEY_derive_set_peer_ex, (EVP_PKEY_CTX* c, EVP_PKEY* peer, int check), (c, peer, check))
CALL(int, EVP_PKEY_derive, (EVP_PKEY_CTX* c, unsigned char* out, size_t* n), (c, out, n))

CALL(int, EVP_PKEY_sign_init, (EVP_PKEY_CTX* c), (c))
CALL(int, EVP_PKEY_sign, (EVP_PKEY_CTX* c, unsigned char* out, size_t* n, const unsigned char* in, size_t size),
     (c, out, n, in, size))
CALL(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX* c), (c))
CALL(int, EVP_PKEY_verify, (EVP_PKEY_CTX* c, const unsigned char* s, size_t n, const unsigned char* in, size_t size),
     (c, s, n, in, size))

CALL(int, RAND_bytes_ex, (OSSL_LIB_CTX* l, unsigned char* out, size_t n, unsigned strength), (l, out, n, strength))
CALL(int, RAND_priv_bytes_ex, (OSSL_LIB_CTX* l, unsigned char* out, size_t n, unsigned strength), (l, out, n, strength))

CALL(X509*, X509_new_ex, (OSSL_LIB_CTX* l, const char* q), (l, q))
CALL(EVP_PKEY*, X509_get0_pubkey, (const X509* x509), (x509))

// SPDX-License-Identifier: Apache-2.0
// Owners of libcrypto's objects: one type of pointer for all of them.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <new>

namespace reprise::capi {

struct Release {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509_OBJECT* p) const { X509_OBJECT_free(p); }
  void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
  void operator()(X509_VERIFY_PARAM* p) const { X509_VERIFY_PARAM_free(p); }
  void operator()(X509_NAME* p) const { X509_NAME_free(p); }
  void operator()(BIO* p) const { BIO_free_all(p); }
  void operator()(STACK_OF(X509)* p) const { sk_X509_pop_free(p, X509_free); }
  void operator()(STACK_OF(X509_NAME)* p) const { sk_X509_NAME_pop_free(p, X509_NAME_free); }
  void operator()(STACK_OF(SSL_CIPHER)* p) const { sk_SSL_CIPHER_free(p); }  // the rows are static
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
  void operator()(EVP_MAC_CTX* p) const { EVP_MAC_CTX_free(p); }
  void operator()(char* p) const { OPENSSL_free(p); }
  void operator()(unsigned char* p) const { OPENSSL_free(p); }
};

// Frees with the function that libcrypto has for the type.
template <typename T>
using Own = std::unique_ptr<T, Release>;

// What `copy` makes of `from`; null stays null. A copy that finds no memory is not null: it throws as our own do.
template <typename T, typename Copy>
Own<T> copied(const T* from, Copy copy) {
  Own<T> made(from != nullptr ? copy(from) : nullptr);
  if (from != nullptr && !made) throw std::bad_alloc();
  return made;
}

// Another owner of the same object (its count goes up); null stays null.
inline Own<X509> share(X509* p) {
  if (p != nullptr) X509_up_ref(p);
  return Own<X509>(p);
}
inline Own<EVP_PKEY> share(EVP_PKEY* p) {
  if (p != nullptr) EVP_PKEY_up_ref(p);
  return Own<EVP_PKEY>(p);
}
inline Own<X509_STORE> share(X509_STORE* p) {
  if (p != nullptr) X509_STORE_up_ref(p);
  return Own<X509_STORE>(p);
}
inline Own<STACK_OF(X509)> share(const STACK_OF(X509)* p) {  // a new stack with the same certificates
  return copied(p, [](const auto* from) { return X509_chain_up_ref(const_cast<STACK_OF(X509)*>(from)); });
}

}  // namespace reprise::capi

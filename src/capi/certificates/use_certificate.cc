// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_use_certificate(3) and its family: objects, DER and files.
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "capi/certificates/certificate_slots.h"
#include "capi/certificates/security.h"
#include "capi/library/guard.h"
#include "capi/objects/change.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

Own<BIO> open_file(const char* path) { return Own<BIO>(path != nullptr ? BIO_new_file(path, "r") : nullptr); }

struct Passwords {
  pem_password_cb* callback;
  void* arg;
};

Passwords passwords_of(const SlotOwner& owner) {
  const auto settings = owner.settings();
  return {settings->password_callback, settings->password_callback_arg};
}

Result<Own<BIO>> opened(const char* path) {
  auto file = open_file(path);
  if (!file) return fail_silently(Reason::system_library);
  return file;
}

// A certificate for libcrypto to fill: of the context's own library context, so that its key is fetched there.
Own<X509> blank_certificate(const SlotOwner& owner) {
  return Own<X509>(X509_new_ex(owner.ctx->lib_ctx, owner.ctx->propq.empty() ? nullptr : owner.ctx->propq.c_str()));
}

Result<Own<X509>> read_certificate(const SlotOwner& owner, BIO* file, int type) {
  auto certificate = blank_certificate(owner);
  X509* raw = certificate.get();
  if (type == SSL_FILETYPE_ASN1) {
    if (d2i_X509_bio(file, &raw) == nullptr) return fail_silently(Reason::asn1_library);
  } else if (type == SSL_FILETYPE_PEM) {
    const auto passwords = passwords_of(owner);
    if (PEM_read_bio_X509(file, &raw, passwords.callback, passwords.arg) == nullptr)
      return fail_silently(Reason::pem_library);
  } else {
    return fail_silently(Reason::bad_ssl_filetype);
  }
  return certificate;
}

Result<> use_certificate_file(const SlotOwner& owner, const char* path, int type) {
  const auto file = TRY(opened(path));  // Compat: whether there is a file counts before what kind it is said to be
  if (type != SSL_FILETYPE_ASN1 && type != SSL_FILETYPE_PEM) return fail_silently(Reason::bad_ssl_filetype);
  const auto certificate = TRY(read_certificate(owner, file.get(), type));
  return use_certificate(owner, certificate.get());
}

Result<> use_certificate_der(const SlotOwner& owner, const unsigned char* der, long length) {
  auto certificate = blank_certificate(owner);
  X509* raw = certificate.get();
  if (d2i_X509(&raw, &der, length) == nullptr) return fail_silently(Reason::asn1_library);
  return use_certificate(owner, certificate.get());
}

// Reads issuers up to the end of the file.
Result<Own<STACK_OF(X509)>> read_issuers(const SlotOwner& owner, BIO* file) {
  Own<STACK_OF(X509)> chain(sk_X509_new_null());
  const auto passwords = passwords_of(owner);
  for (;;) {
    auto issuer = blank_certificate(owner);
    X509* raw = issuer.get();
    if (PEM_read_bio_X509(file, &raw, passwords.callback, passwords.arg) == nullptr) break;
    if (!sk_X509_push(chain.get(), issuer.get())) return fail_silently(Reason::out_of_memory);
    static_cast<void>(issuer.release());
  }
  const unsigned long error = ERR_peek_last_error();
  if (ERR_GET_LIB(error) != ERR_LIB_PEM || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) {
    return fail_silently(Reason::queued_by_libcrypto);
  }
  ERR_clear_error();  // the end of the file is no error
  return chain;
}

Result<> use_chain_file(const SlotOwner& owner, const char* path) {
  ERR_clear_error();
  const auto file = TRY(opened(path));
  const auto passwords = passwords_of(owner);
  auto leaf = blank_certificate(owner);
  X509* raw = leaf.get();
  if (PEM_read_bio_X509_AUX(file.get(), &raw, passwords.callback, passwords.arg) == nullptr) {
    return fail_silently(Reason::pem_library);
  }
  TRY(use_certificate(owner, leaf.get()));
  auto chain = TRY(read_issuers(owner, file.get()));
  for (int i = 0; i < sk_X509_num(chain.get()); ++i) {
    TRY(check_certificate_strength(owner.ctx, owner.ssl, sk_X509_value(chain.get(), i), CertificateUse::own_issuer));
  }
  const IssuerChain::Stack issuers = sk_X509_num(chain.get()) > 0 ? std::move(chain) : nullptr;
  owner.edit([&](Settings& settings) {
    auto& slot = settings.certificates.slots[settings.certificates.current];
    slot.chain.set(issuers);
    slot.changed();
  });
  return success();
}

Result<Own<EVP_PKEY>> read_key(const SlotOwner& owner, BIO* file, int type) {
  const char* propq = owner.ctx->propq.empty() ? nullptr : owner.ctx->propq.c_str();
  if (type == SSL_FILETYPE_PEM) {
    const auto passwords = passwords_of(owner);
    Own<EVP_PKEY> key(
        PEM_read_bio_PrivateKey_ex(file, nullptr, passwords.callback, passwords.arg, owner.ctx->lib_ctx, propq));
    if (!key) return fail_silently(Reason::pem_library);
    return key;
  }
  if (type != SSL_FILETYPE_ASN1) return fail_silently(Reason::bad_ssl_filetype);
  Own<EVP_PKEY> key(d2i_PrivateKey_ex_bio(file, nullptr, owner.ctx->lib_ctx, propq));
  if (!key) return fail_silently(Reason::asn1_library);
  return key;
}

Result<> use_key_file(const SlotOwner& owner, const char* path, int type) {
  const auto file = TRY(opened(path));  // Compat: whether there is a file counts before what kind it is said to be
  if (type != SSL_FILETYPE_ASN1 && type != SSL_FILETYPE_PEM) return fail_silently(Reason::bad_ssl_filetype);
  const auto key = TRY(read_key(owner, file.get(), type));
  return use_key(owner, key.get());
}

Result<> use_key_der(const SlotOwner& owner, int type, const unsigned char* der, long length) {
  OSSL_LIB_CTX* library = owner.ctx != nullptr ? owner.ctx->lib_ctx : nullptr;
  const char* propq = owner.ctx == nullptr || owner.ctx->propq.empty() ? nullptr : owner.ctx->propq.c_str();
  const Own<EVP_PKEY> key(d2i_PrivateKey_ex(type, nullptr, &der, length, library, propq));
  if (!key) return fail_silently(Reason::asn1_library);
  return use_key(owner, key.get());
}

Result<> use_rsa(const SlotOwner& owner, RSA* rsa) {
  if (rsa == nullptr) return fail_silently(Reason::passed_null_parameter);
  const Own<EVP_PKEY> key(EVP_PKEY_new());
  if (!key || EVP_PKEY_set1_RSA(key.get(), rsa) != 1) return fail_silently(Reason::out_of_memory);
  return use_key(owner, key.get());
}

Result<> set_identity(const SlotOwner& owner, X509* certificate, EVP_PKEY* key, STACK_OF(X509)* chain, int replace) {
  return use_certificate_and_key(owner, certificate, key, chain, replace != 0 ? Replace::yes : Replace::no);
}

}  // namespace

extern "C" {

int SSL_CTX_use_certificate(SSL_CTX* c, X509* x) { return guard([&] { return use_certificate(owner_of(c), x); }); }
int SSL_use_certificate(SSL* s, X509* x) { return guard([&] { return use_certificate(owner_of(s), x); }); }

int SSL_CTX_use_certificate_ASN1(SSL_CTX* c, int length, const unsigned char* der) {
  return guard([&] { return use_certificate_der(owner_of(c), der, length); });
}
int SSL_use_certificate_ASN1(SSL* s, const unsigned char* der, int length) {
  return guard([&] { return use_certificate_der(owner_of(s), der, length); });
}

int SSL_CTX_use_certificate_file(SSL_CTX* c, const char* path, int type) {
  return guard([&] { return use_certificate_file(owner_of(c), path, type); });
}
int SSL_use_certificate_file(SSL* s, const char* path, int type) {
  return guard([&] { return use_certificate_file(owner_of(s), path, type); });
}

int SSL_CTX_use_certificate_chain_file(SSL_CTX* c, const char* path) {
  if (c == nullptr) return 0;
  return guard([&] { return use_chain_file(owner_of(c), path); });
}
int SSL_use_certificate_chain_file(SSL* s, const char* path) {
  if (s == nullptr) return 0;
  return guard([&] { return use_chain_file(owner_of(s), path); });
}

int SSL_CTX_use_PrivateKey(SSL_CTX* c, EVP_PKEY* k) { return guard([&] { return use_key(owner_of(c), k); }); }
int SSL_use_PrivateKey(SSL* s, EVP_PKEY* k) { return guard([&] { return use_key(owner_of(s), k); }); }

int SSL_CTX_use_PrivateKey_file(SSL_CTX* c, const char* path, int type) {
  return guard([&] { return use_key_file(owner_of(c), path, type); });
}
int SSL_use_PrivateKey_file(SSL* s, const char* path, int type) {
  return guard([&] { return use_key_file(owner_of(s), path, type); });
}

int SSL_CTX_use_PrivateKey_ASN1(int type, SSL_CTX* c, const unsigned char* der, long length) {
  return guard([&] { return use_key_der(owner_of(c), type, der, length); });
}
int SSL_use_PrivateKey_ASN1(int type, SSL* s, const unsigned char* der, long length) {
  return guard([&] { return use_key_der(owner_of(s), type, der, length); });
}

int SSL_CTX_use_RSAPrivateKey(SSL_CTX* c, RSA* rsa) { return guard([&] { return use_rsa(owner_of(c), rsa); }); }
int SSL_use_RSAPrivateKey(SSL* s, RSA* rsa) { return guard([&] { return use_rsa(owner_of(s), rsa); }); }
int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX* c, const char* path, int type) {
  return guard([&] { return use_key_file(owner_of(c), path, type); });
}
int SSL_use_RSAPrivateKey_file(SSL* s, const char* path, int type) {
  return guard([&] { return use_key_file(owner_of(s), path, type); });
}
int SSL_CTX_use_RSAPrivateKey_ASN1(SSL_CTX* c, const unsigned char* der, long length) {
  return guard([&] { return use_key_der(owner_of(c), EVP_PKEY_RSA, der, length); });
}
int SSL_use_RSAPrivateKey_ASN1(SSL* s, const unsigned char* der, long length) {
  return guard([&] { return use_key_der(owner_of(s), EVP_PKEY_RSA, der, length); });
}

int SSL_CTX_use_cert_and_key(SSL_CTX* c, X509* x, EVP_PKEY* k, STACK_OF(X509)* chain, int replace) {
  return guard([&] { return set_identity(owner_of(c), x, k, chain, replace); });
}
int SSL_use_cert_and_key(SSL* s, X509* x, EVP_PKEY* k, STACK_OF(X509)* chain, int replace) {
  return guard([&] { return set_identity(owner_of(s), x, k, chain, replace); });
}

int SSL_CTX_check_private_key(const SSL_CTX* c) {
  return guard([&]() -> Result<> {
    if (c == nullptr) return fail_silently(Reason::no_certificate_assigned);
    return check_current_key(*c->settings());
  });
}
int SSL_check_private_key(const SSL* s) {
  return guard([&]() -> Result<> {
    if (s == nullptr) return fail_silently(Reason::passed_null_parameter);
    return check_current_key(*s->settings);
  });
}

void SSL_certs_clear(SSL* s) {
  change(s, [](Settings& settings) {
    for (auto& slot : settings.certificates.slots) slot = {};
  });
}

void SSL_CTX_set_default_passwd_cb(SSL_CTX* c, pem_password_cb* callback) {
  change(c, &Settings::password_callback, callback);
}
void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX* c, void* data) {
  change(c, &Settings::password_callback_arg, data);
}
pem_password_cb* SSL_CTX_get_default_passwd_cb(SSL_CTX* c) { return c->setting(&Settings::password_callback); }
void* SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX* c) { return c->setting(&Settings::password_callback_arg); }
void SSL_set_default_passwd_cb(SSL* s, pem_password_cb* callback) { change(s, &Settings::password_callback, callback); }
void SSL_set_default_passwd_cb_userdata(SSL* s, void* data) { change(s, &Settings::password_callback_arg, data); }
pem_password_cb* SSL_get_default_passwd_cb(SSL* s) { return s->settings->password_callback; }
void* SSL_get_default_passwd_cb_userdata(SSL* s) { return s->settings->password_callback_arg; }

}  // extern "C"

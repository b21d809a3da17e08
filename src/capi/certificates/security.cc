// SPDX-License-Identifier: Apache-2.0
#include "capi/certificates/security.h"

#include "capi/objects/change.h"
#include "crypto/certificate_strength.h"
#include "handshake/host/security.h"

namespace reprise::capi {
namespace {

// What SSL_CTX_get_security_callback hands out when none was set: programs wrap it in their own.
int default_security_callback(const SSL* ssl, const SSL_CTX* ctx, int operation, int bits, int nid, void* other,
                              void*) {
  const auto& settings = ssl != nullptr ? *ssl->settings : *ctx->settings;
  return handshake::allowed_at_level(settings.security_level, {operation, bits, nid, other});
}

int key_operation(CertificateUse use) {
  switch (use) {
    case CertificateUse::own_leaf:
      return SSL_SECOP_EE_KEY;
    case CertificateUse::own_issuer:
      return SSL_SECOP_CA_KEY;
    case CertificateUse::peer_leaf:
      return SSL_SECOP_PEER_EE_KEY;
    case CertificateUse::peer_issuer:
      return SSL_SECOP_PEER_CA_KEY;
  }
  return SSL_SECOP_EE_KEY;
}

bool is_leaf(CertificateUse use) { return use == CertificateUse::own_leaf || use == CertificateUse::peer_leaf; }
bool is_own(CertificateUse use) { return use == CertificateUse::own_leaf || use == CertificateUse::own_issuer; }

}  // namespace

bool security_allows(SSL_CTX* ctx, SSL* ssl, const handshake::SecurityQuestion& question) {
  const auto& settings = ssl != nullptr ? *ssl->settings : *ctx->settings;
  if (settings.security_callback == nullptr) return handshake::allowed_at_level(settings.security_level, question);
  return settings.security_callback(ssl, ctx, question.operation, question.bits, question.nid, question.other,
                                    settings.security_ex_data) != 0;
}

Result<> check_certificate_strength(SSL_CTX* ctx, SSL* ssl, X509* certificate, CertificateUse use) {
  const auto strength = crypto::strength_of(certificate);
  const handshake::SecurityQuestion about_key{
      .operation = key_operation(use), .bits = strength.key_bits, .nid = 0, .other = certificate};
  if (!security_allows(ctx, ssl, about_key)) {
    return fail(Alert::bad_certificate, is_leaf(use) ? Reason::ee_key_too_small : Reason::ca_key_too_small);
  }
  if (strength.self_signed) return success();
  const handshake::SecurityQuestion about_signature{.operation = is_own(use) ? SSL_SECOP_CA_MD : SSL_SECOP_PEER_CA_MD,
                                                    .bits = strength.signature_bits,
                                                    .nid = strength.signature_nid,
                                                    .other = certificate};
  if (security_allows(ctx, ssl, about_signature)) return success();
  return fail(Alert::bad_certificate, Reason::ca_md_too_weak);
}

}  // namespace reprise::capi

using namespace reprise::capi;

extern "C" {

void SSL_CTX_set_security_level(SSL_CTX* ctx, int level) { change(ctx, &Settings::security_level, level); }
int SSL_CTX_get_security_level(const SSL_CTX* ctx) { return ctx->settings->security_level; }
void SSL_set_security_level(SSL* ssl, int level) { change(ssl, &Settings::security_level, level); }
int SSL_get_security_level(const SSL* ssl) { return ssl->settings->security_level; }

void SSL_CTX_set_security_callback(SSL_CTX* ctx, SecurityCallback callback) {
  change(ctx, &Settings::security_callback, callback);
}
SecurityCallback SSL_CTX_get_security_callback(const SSL_CTX* ctx) {
  return ctx->settings->security_callback != nullptr ? ctx->settings->security_callback : default_security_callback;
}
void SSL_set_security_callback(SSL* ssl, SecurityCallback callback) {
  change(ssl, &Settings::security_callback, callback);
}
SecurityCallback SSL_get_security_callback(const SSL* ssl) {
  return ssl->settings->security_callback != nullptr ? ssl->settings->security_callback : default_security_callback;
}

void SSL_CTX_set0_security_ex_data(SSL_CTX* ctx, void* data) { change(ctx, &Settings::security_ex_data, data); }
void* SSL_CTX_get0_security_ex_data(const SSL_CTX* ctx) { return ctx->settings->security_ex_data; }
void SSL_set0_security_ex_data(SSL* ssl, void* data) { change(ssl, &Settings::security_ex_data, data); }
void* SSL_get0_security_ex_data(const SSL* ssl) { return ssl->settings->security_ex_data; }

}  // extern "C"

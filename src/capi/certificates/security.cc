// SPDX-License-Identifier: Apache-2.0
#include "capi/certificates/security.h"

#include <algorithm>
#include <array>
#include <variant>

#include "capi/objects/change.h"
#include "capi/objects/ctrl_target.h"
#include "crypto/certificate_strength.h"
#include "handshake/host/security.h"

namespace reprise::capi {
namespace {

// As handshake::allowed_at_level().
bool allowed_at_level(int level, const SecurityOperation& asked) {
  if (level <= 0 || asked.operation == SSL_SECOP_VERSION) return true;  // TLS 1.2 and 1.3 are good at every level
  if (asked.operation == SSL_SECOP_TICKET) return handshake::allowed_at_level(level, handshake::TicketQuestion{});
  if ((asked.operation & SSL_SECOP_OTHER_TYPE) != SSL_SECOP_OTHER_CIPHER || asked.other == nullptr) {
    return asked.bits >= handshake::minimum_security_bits(level);
  }
  auto suite = *static_cast<const wire::CipherSuite*>(asked.other);
  suite.strength_bits = std::uint16_t(std::clamp(asked.bits, 0, 0xffff));  // what the caller says counts, as in OpenSSL
  return handshake::allowed_at_level(level, handshake::SuiteQuestion{handshake::SecurityUse::supported, suite});
}

// The numbers of a handshake's questions. `code` is where a code point goes that callbacks see as two bytes.
struct InNumbers {
  std::array<std::uint8_t, 2>& code;

  void* bytes_of(std::uint16_t number) const {
    code = {std::uint8_t(number >> 8), std::uint8_t(number)};
    return code.data();
  }
  static int with_use(int supported, handshake::SecurityUse use) { return supported + int(use); }

  SecurityOperation operator()(const handshake::SuiteQuestion& asked) const {
    return {with_use(SSL_SECOP_CIPHER_SUPPORTED, asked.use), asked.suite.strength_bits, 0,
            const_cast<wire::CipherSuite*>(&asked.suite)};
  }
  SecurityOperation operator()(const handshake::GroupQuestion& asked) const {
    return {with_use(SSL_SECOP_CURVE_SUPPORTED, asked.use), asked.group.security_bits, asked.group.nid,
            bytes_of(std::uint16_t(asked.group.id))};
  }
  SecurityOperation operator()(const handshake::SchemeQuestion& asked) const {
    return {with_use(SSL_SECOP_SIGALG_SUPPORTED, asked.use), asked.scheme.security_bits, asked.scheme.hash_nid,
            bytes_of(std::uint16_t(asked.scheme.id))};
  }
  SecurityOperation operator()(const handshake::TicketQuestion&) const { return {SSL_SECOP_TICKET, 0, 0, nullptr}; }
  SecurityOperation operator()(const handshake::CertificateKeyQuestion& asked) const {
    return {asked.is_leaf ? SSL_SECOP_EE_KEY : SSL_SECOP_CA_KEY, asked.bits, 0, asked.certificate};
  }
  SecurityOperation operator()(const handshake::CertificateDigestQuestion& asked) const {
    return {SSL_SECOP_CA_MD, asked.bits, asked.nid, asked.certificate};
  }
};
// The uses follow one another in this order.
static_assert(SSL_SECOP_CIPHER_SHARED == SSL_SECOP_CIPHER_SUPPORTED + int(handshake::SecurityUse::shared) &&
              SSL_SECOP_CIPHER_CHECK == SSL_SECOP_CIPHER_SUPPORTED + int(handshake::SecurityUse::checked) &&
              SSL_SECOP_CURVE_CHECK == SSL_SECOP_CURVE_SUPPORTED + int(handshake::SecurityUse::checked) &&
              SSL_SECOP_SIGALG_CHECK == SSL_SECOP_SIGALG_SUPPORTED + int(handshake::SecurityUse::checked));

// What SSL_CTX_get_security_callback hands out when none was set: programs wrap it in their own.
int default_security_callback(const SSL* ssl, const SSL_CTX* ctx, int operation, int bits, int nid, void* other,
                              void*) {
  const CtrlTarget owner{const_cast<SSL_CTX*>(ctx), const_cast<SSL*>(ssl)};
  return allowed_at_level(owner.setting(&Settings::security_level), {operation, bits, nid, other});
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

bool security_allows(SSL_CTX* ctx, SSL* ssl, const SecurityOperation& asked) {
  const auto settings = CtrlTarget{ctx, ssl}.settings();
  if (settings->security_callback == nullptr) return allowed_at_level(settings->security_level, asked);
  return settings->security_callback(ssl, ctx, asked.operation, asked.bits, asked.nid, asked.other,
                                     settings->security_ex_data) != 0;
}

bool security_allows(SSL* ssl, const handshake::SecurityQuestion& question) {
  const auto& settings = *ssl->settings;
  if (settings.security_callback == nullptr) return handshake::allowed_at_level(settings.security_level, question);
  std::array<std::uint8_t, 2> code{};
  return security_allows(nullptr, ssl, std::visit(InNumbers{code}, question));
}

Result<> check_certificate_strength(SSL_CTX* ctx, SSL* ssl, X509* certificate, CertificateUse use) {
  const auto strength = crypto::strength_of(certificate);
  const SecurityOperation about_key{
      .operation = key_operation(use), .bits = strength.key_bits, .nid = 0, .other = certificate};
  if (!security_allows(ctx, ssl, about_key)) {
    return fail(Alert::bad_certificate, is_leaf(use) ? Reason::ee_key_too_small : Reason::ca_key_too_small);
  }
  if (strength.self_signed) return success();
  const SecurityOperation about_signature{.operation = is_own(use) ? SSL_SECOP_CA_MD : SSL_SECOP_PEER_CA_MD,
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
int SSL_CTX_get_security_level(const SSL_CTX* ctx) { return ctx->setting(&Settings::security_level); }
void SSL_set_security_level(SSL* ssl, int level) { change(ssl, &Settings::security_level, level); }
int SSL_get_security_level(const SSL* ssl) { return ssl->settings->security_level; }

void SSL_CTX_set_security_callback(SSL_CTX* ctx, SecurityCallback callback) {
  change(ctx, &Settings::security_callback, callback);
}
SecurityCallback SSL_CTX_get_security_callback(const SSL_CTX* ctx) {
  const auto own = ctx->setting(&Settings::security_callback);
  return own != nullptr ? own : default_security_callback;
}
void SSL_set_security_callback(SSL* ssl, SecurityCallback callback) {
  change(ssl, &Settings::security_callback, callback);
}
SecurityCallback SSL_get_security_callback(const SSL* ssl) {
  return ssl->settings->security_callback != nullptr ? ssl->settings->security_callback : default_security_callback;
}

void SSL_CTX_set0_security_ex_data(SSL_CTX* ctx, void* data) { change(ctx, &Settings::security_ex_data, data); }
void* SSL_CTX_get0_security_ex_data(const SSL_CTX* ctx) { return ctx->setting(&Settings::security_ex_data); }
void SSL_set0_security_ex_data(SSL* ssl, void* data) { change(ssl, &Settings::security_ex_data, data); }
void* SSL_get0_security_ex_data(const SSL* ssl) { return ssl->settings->security_ex_data; }

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
#include "capi/certificates/dh_parameters.h"

#include <openssl/decoder.h>
#include <openssl/dh.h>

#include "capi/certificates/security.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"
#include "capi/objects/change.h"
#include "capi/objects/ctrl_target.h"

namespace reprise::capi {
namespace {

bool strong_enough(const CtrlTarget& target, EVP_PKEY* key) {
  return security_allows(
      target.ctx, target.ssl,
      {.operation = SSL_SECOP_TMP_DH, .bits = EVP_PKEY_get_security_bits(key), .nid = 0, .other = key});
}

// Takes a reference of its own to `key` when it is strong enough, and there is memory.
bool take(const CtrlTarget& target, EVP_PKEY* key, const char* function) {
  if (!strong_enough(target, key)) {
    raise(SSL_R_DH_KEY_TOO_SMALL, function, "%s", "");
    return false;
  }
  return guard(
             [&]() -> Result<> {
               target.edit([&](Settings& settings) { settings.tmp_dh = share(key); });
               return success();
             },
             function) != 0;
}

// The same with the caller's reference.
bool take_over(const CtrlTarget& target, EVP_PKEY* key, const char* function) {
  if (!take(target, key, function)) return false;
  EVP_PKEY_free(key);
  return true;
}

long set_parameters(const CtrlTarget& target, DH* parameters) {
  if (parameters == nullptr) {
    raise(ERR_R_PASSED_NULL_PARAMETER, "ssl_ctrl", "%s", "");
    return 0;
  }
  Own<EVP_PKEY> key(EVP_PKEY_new());
  if (!key || EVP_PKEY_set1_DH(key.get(), parameters) != 1) return 0;
  return take(target, key.get(), "ssl_ctrl") ? 1 : 0;
}

// The old way to choose a group: a key on its curve.
long set_curve_of(const CtrlTarget& target, EC_KEY* key) {
  const EC_GROUP* group = key != nullptr ? EC_KEY_get0_group(key) : nullptr;
  if (group == nullptr) {
    raise(key == nullptr ? ERR_R_PASSED_NULL_PARAMETER : int(EC_R_MISSING_PARAMETERS), "ssl_ctrl", "%s", "");
    return 0;
  }
  int nid = EC_GROUP_get_curve_name(group);
  if (nid == NID_undef) return 0;
  return target.ssl != nullptr ? SSL_ctrl(target.ssl, SSL_CTRL_SET_GROUPS, 1, &nid)
                               : SSL_CTX_ctrl(target.ctx, SSL_CTRL_SET_GROUPS, 1, &nid);
}

}  // namespace

Own<EVP_PKEY> read_dh_parameters(const char* path, OSSL_LIB_CTX* library, const char* properties) {
  const Own<BIO> file(BIO_new_file(path, "r"));
  if (!file) return nullptr;
  EVP_PKEY* made = nullptr;
  OSSL_DECODER_CTX* decoder = OSSL_DECODER_CTX_new_for_pkey(&made, "PEM", nullptr, "DH",
                                                            OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS, library, properties);
  if (decoder == nullptr) return nullptr;
  ERR_set_mark();
  const bool decoded = OSSL_DECODER_from_bio(decoder, file.get()) == 1;
  decoded ? ERR_pop_to_mark() : ERR_clear_last_mark();
  OSSL_DECODER_CTX_free(decoder);
  return Own<EVP_PKEY>(made);
}

std::optional<long> ctrl_dh_parameters(const CtrlTarget& target, int command, long number, void* pointer) {
  switch (command) {
    case SSL_CTRL_SET_TMP_DH:
      return set_parameters(target, static_cast<DH*>(pointer));
    case SSL_CTRL_SET_TMP_ECDH:
      return set_curve_of(target, static_cast<EC_KEY*>(pointer));
    case SSL_CTRL_SET_DH_AUTO:
      target.set(&Settings::dh_auto, number != 0);
      return 1;
    default:
      return std::nullopt;
  }
}

}  // namespace reprise::capi

using namespace reprise::capi;

extern "C" {

int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX* ctx, EVP_PKEY* key) {
  return take_over({.ctx = ctx, .ssl = nullptr}, key, "SSL_CTX_set0_tmp_dh_pkey");
}
int SSL_set0_tmp_dh_pkey(SSL* ssl, EVP_PKEY* key) {
  return take_over({.ctx = ssl->ctx.get(), .ssl = ssl}, key, "SSL_set0_tmp_dh_pkey");
}

void SSL_CTX_set_tmp_dh_callback(SSL_CTX* ctx, DH* (*callback)(SSL*, int, int)) {
  change(ctx, &Settings::tmp_dh_callback, callback);
}
void SSL_set_tmp_dh_callback(SSL* ssl, DH* (*callback)(SSL*, int, int)) {
  change(ssl, &Settings::tmp_dh_callback, callback);
}

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
// The questions about what no connection of ours ever has: certificate transparency, DANE, SRP, SRTP. Their answers are
// those of a connection that does not use them. What would switch them on fails (docs/symbols.md).
#include <openssl/srtp.h>

#include "capi/library/raise.h"
#include "capi/objects/ssl_object.h"

using namespace reprise::capi;

namespace {

// Taking a callback away changes nothing; setting one cannot be done.
int refuse_callback(bool set, const char* function) {
  if (!set) return 1;
  raise(ERR_R_UNSUPPORTED, function, "%s", "certificate transparency is not supported by Reprise");
  return 0;
}

}  // namespace

extern "C" {

int SSL_CTX_ct_is_enabled(const SSL_CTX*) { return 0; }
int SSL_ct_is_enabled(const SSL*) { return 0; }
const STACK_OF(SCT) * SSL_get0_peer_scts(SSL*) { return nullptr; }
const CTLOG_STORE* SSL_CTX_get0_ctlog_store(const SSL_CTX*) { return nullptr; }
int SSL_CTX_set_ct_validation_callback(SSL_CTX*, ssl_ct_validation_cb callback, void*) {
  return refuse_callback(callback != nullptr, "SSL_CTX_set_ct_validation_callback");
}
int SSL_set_ct_validation_callback(SSL*, ssl_ct_validation_cb callback, void*) {
  return refuse_callback(callback != nullptr, "SSL_set_ct_validation_callback");
}

int SSL_get0_dane_authority(SSL*, X509**, EVP_PKEY**) { return -1; }
int SSL_get0_dane_tlsa(SSL*, uint8_t*, uint8_t*, uint8_t*, const unsigned char**, size_t*) { return -1; }

BIGNUM* SSL_get_srp_g(SSL*) { return nullptr; }
BIGNUM* SSL_get_srp_N(SSL*) { return nullptr; }
char* SSL_get_srp_username(SSL*) { return nullptr; }
char* SSL_get_srp_userinfo(SSL*) { return nullptr; }

STACK_OF(SRTP_PROTECTION_PROFILE) * SSL_get_srtp_profiles(SSL*) { return nullptr; }
SRTP_PROTECTION_PROFILE* SSL_get_selected_srtp_profile(SSL*) { return nullptr; }

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/trusted.h"

namespace reprise::capi {
namespace {

// A program may have put checks of its own in the place of libcrypto's, for the whole process.
bool any_purpose_is_the_programs() {
  for (int i = 0; i < X509_PURPOSE_get_count(); ++i) {
    if (X509_PURPOSE_get0(i)->flags != 0) return true;  // X509_PURPOSE_DYNAMIC, or its name is
  }
  for (int i = 0; i < X509_TRUST_get_count(); ++i) {
    if (X509_TRUST_get0(i)->flags != 0) return true;
  }
  return false;
}

}  // namespace

unsigned functions_of(const X509_STORE* store) {
  if (store == nullptr) return 0;
  const bool has[] = {
      X509_STORE_get_verify(store) != nullptr,           X509_STORE_get_verify_cb(store) != nullptr,
      X509_STORE_get_get_issuer(store) != nullptr,       X509_STORE_get_check_issued(store) != nullptr,
      X509_STORE_get_check_revocation(store) != nullptr, X509_STORE_get_get_crl(store) != nullptr,
      X509_STORE_get_check_crl(store) != nullptr,        X509_STORE_get_cert_crl(store) != nullptr,
      X509_STORE_get_check_policy(store) != nullptr,     X509_STORE_get_lookup_certs(store) != nullptr,
      X509_STORE_get_lookup_crls(store) != nullptr,      X509_STORE_get_cleanup(store) != nullptr,
  };
  unsigned bits = 0;
  for (const bool one : has) bits = bits << 1 | unsigned(one);
  return bits;
}

bool runs_program_code(const X509_STORE* store) { return any_purpose_is_the_programs() || functions_of(store) != 0; }

}  // namespace reprise::capi

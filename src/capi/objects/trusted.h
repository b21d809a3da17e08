// SPDX-License-Identifier: Apache-2.0
// The certificates that a store trusts, by their ids.
#pragma once

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <optional>

#include "crypto/handles.h"
#include "session/object/client_trust.h"

namespace reprise::capi {

// SHA-1, which libcrypto keeps with a certificate once it has looked at its extensions: this has it look at them.
// Nothing for null, and for what is no certificate. Leaves the error queue as it was.
inline std::optional<session::AnchorId> id_of(X509* certificate) {
  session::AnchorId id{};
  if (certificate == nullptr) return std::nullopt;
  const crypto::QuietErrors quiet;
  X509_get_extension_flags(certificate);
  if (X509_digest(certificate, EVP_sha1(), id.data(), nullptr) != 1) return std::nullopt;
  return id;
}

// Whether `wanted` is true of the id of a certificate in `store`; asked of one after another, until it is. Those in
// folders are in the store when somebody has looked for their names. `wanted` is called under the store's lock.
template <typename Wanted>
bool any_trusted(X509_STORE* store, Wanted wanted) {
  X509_STORE_lock(store);
  const auto* objects = X509_STORE_get0_objects(store);
  bool found = false;
  for (int i = 0; i < sk_X509_OBJECT_num(objects) && !found; ++i) {
    const auto id = id_of(X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i)));
    found = id && wanted(*id);
  }
  X509_STORE_unlock(store);
  return found;
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// What is in a program's X509_STORE: the certificates that it trusts, by their ids, and code of its own.
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

// The place of a certificate in `store` of which `wanted`, called with an X509*, is true; -1: there is none. Looks at
// `first` before all others, which is where one may have been found before. Those in folders are in the store when
// somebody has looked for their names. `wanted` is called under the store's lock. None is in a store that is null.
template <typename Wanted>
int place_of(X509_STORE* store, int first, Wanted wanted) {
  if (store == nullptr) return -1;
  X509_STORE_lock(store);
  const auto* objects = X509_STORE_get0_objects(store);
  const int count = sk_X509_OBJECT_num(objects);
  const auto is_wanted = [&](int place) {
    auto* const certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, place));
    return certificate != nullptr && wanted(certificate);
  };
  int place = first >= 0 && first < count && is_wanted(first) ? first : -1;
  for (int i = 0; i < count && place < 0; ++i) {
    if (i != first && is_wanted(i)) place = i;
  }
  X509_STORE_unlock(store);
  return place;
}

// Whether `wanted` is true of the id of a certificate there.
template <typename Wanted>
bool any_trusted(X509_STORE* store, Wanted wanted) {
  return place_of(store, -1, [&](X509* certificate) {
           const auto id = id_of(certificate);
           return id && wanted(*id);
         }) >= 0;
}

inline int num_objects_in(X509_STORE* store) {
  X509_STORE_lock(store);
  const int count = sk_X509_OBJECT_num(X509_STORE_get0_objects(store));
  X509_STORE_unlock(store);
  return count;
}

// Whether a verification by `store` (which may be null) hands certificates to code of the program's. Own ways to look
// certificates up (X509_LOOKUP_METHOD) are not among it: they get a name, not the certificate that it stands in.
bool runs_program_code(const X509_STORE* store);
// Which functions of the program's `store` (which may be null) has: a bit each.
unsigned functions_of(const X509_STORE* store);

}  // namespace reprise::capi

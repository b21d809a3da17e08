// SPDX-License-Identifier: Apache-2.0
// Groups whose family is `kem`: a server seals a secret for the client's key, and the share that goes back is the
// sealed secret.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/key_share.h"

namespace reprise::crypto {

// Whether `group` is one of those; false when libcrypto lacks it.
bool is_kem(const Algorithms& algorithms, NamedGroup group);

struct Encapsulated {
  ByteVector share;  // for the client; not a public key
  SharedSecret secret;
};

// The server's side. Fails with illegal_parameter/bad_key_share when `peer_public` is no key of `group`, and with
// internal_error/unknown_group when libcrypto lacks the group or it is no KEM.
Result<Encapsulated> encapsulate(const Algorithms& algorithms, NamedGroup group, Bytes peer_public);

// The client's side, for KeyShare::derive. Fails with illegal_parameter/bad_key_share when libcrypto refuses `share`:
// one of another length, or a hybrid's with a bad classical half. One that was altered otherwise yields another secret,
// which nobody has.
Result<SharedSecret> decapsulate(const Algorithms& algorithms, EVP_PKEY* own, Bytes share);

}  // namespace reprise::crypto

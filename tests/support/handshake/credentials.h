// SPDX-License-Identifier: Apache-2.0
// Keys and certificates made on the spot, for tests.
#pragma once

#include "crypto/algorithms.h"
#include "handshake/host/config.h"

namespace reprise::handshake::testing {

// Fetched once for the whole test program.
Ref<const crypto::Algorithms> test_algorithms();

// A self-signed certificate with a key of the `type` ("EC", "RSA", "RSA-PSS", "ED25519"); each call makes another one.
Ref<const Credential> make_credential(const char* type);
// The same, but signed by a key of type `issuer`, whose own certificate is not in the chain.
Ref<const Credential> make_credential(const char* type, const char* issuer);
// Self-signed, for a key that may be used as `key_usage` says ("keyAgreement", in the words of x509v3_config(5)).
Ref<const Credential> make_credential_for(const char* type, const char* key_usage);

}  // namespace reprise::handshake::testing

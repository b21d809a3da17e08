// SPDX-License-Identifier: Apache-2.0
// Which cipher suite is used.
#pragma once

#include <cstdint>

#include "crypto/hash.h"
#include "handshake/host/host.h"
#include "wire/codes/cipher_suite.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake {

// What a server has to go with a suite: a suite whose means are missing is passed over. TLS 1.3 ignores it.
struct SuiteMeans {
  bool rsa_signature = false;   // a key and a scheme that both sides know
  bool ecdsa_signature = false; // EC or EdDSA, likewise
  bool ecdhe = false;           // a group of that family that both sides know
};

// Server: the suite for `version` (SSL_OP_CIPHER_SERVER_PREFERENCE, SSL_OP_PRIORITIZE_CHACHA); null when none is
// shared. `only_hash` other than none asks for suites of that hash, for the sake of a PSK.
const wire::CipherSuite* choose_suite(Host& host, const wire::U16List& offered, std::uint16_t version,
                                      const SuiteMeans& means,
                                      crypto::HashAlgorithm only_hash = crypto::HashAlgorithm::none);
// Whether our own settings offer `suite` for `version`.
bool offers_suite(Host& host, const wire::CipherSuite& suite, std::uint16_t version);

}  // namespace reprise::handshake

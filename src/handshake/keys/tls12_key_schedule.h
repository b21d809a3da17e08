// SPDX-License-Identifier: Apache-2.0
// The secrets of TLS 1.2 and what is derived from them (RFC 5246, 5, 6.3, 7.4.9 and 8.1; RFC 7627; RFC 5705).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/prf.h"
#include "handshake/host/config.h"
#include "record/keys.h"
#include "wire/codes/cipher_suite.h"
#include "wire/messages/finished.h"

namespace reprise::handshake::tls12 {

inline constexpr std::size_t kMasterSecretLen = 48;
using MasterSecret = SecretArray<kMasterSecretLen>;
using VerifyData = std::array<std::uint8_t, wire::kVerifyDataLenTls12>;

// 32 bytes each; lent.
struct Randoms {
  Bytes client;
  Bytes server;
};

// All calls fail only for want of memory or of an algorithm, except where they say otherwise. `hash` is the suite's.

// RFC 5246, 8.1.
Result<MasterSecret> master_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes premaster,
                                   const Randoms& randoms);
// RFC 7627, 4. `session_hash` covers the messages through ClientKeyExchange.
Result<MasterSecret> extended_master_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes premaster,
                                            Bytes session_hash);

struct ConnectionKeys {
  record::Keys client;  // what the client writes
  record::Keys server;
};
// The key block, cut up for an AEAD suite (RFC 5246, 6.3; RFC 5288, 3; RFC 6655, 3; RFC 7905, 2).
Result<ConnectionKeys> connection_keys(crypto::Scratch& scratch, const crypto::PrfSecret& master,
                                       const wire::CipherSuite& suite, const Randoms& randoms);

// verify_data of the Finished that `sender` sends.
Result<VerifyData> verify_data(crypto::Scratch& scratch, const crypto::PrfSecret& master, Role sender,
                               Bytes transcript_hash);

// RFC 5705, 4: fills `out`. No `context` at all differs from an empty one. Labels that the handshake
// itself uses fail with illegal_exporter_label.
Result<> exporter(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes master_secret, const Randoms& randoms,
                  std::string_view label, std::optional<Bytes> context, MutableBytes out);

}  // namespace reprise::handshake::tls12

// SPDX-License-Identifier: Apache-2.0
// The key schedule of TLS 1.3 (RFC 8446, 7.1) and what is derived from its secrets.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/hkdf.h"
#include "record/keys.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake::tls13 {

// Early Secret, then Handshake Secret, then Master Secret: one at a time, the earlier ones are gone. One owner.
// All calls fail only for want of memory or of an algorithm.
class KeySchedule {
 public:
  // The Early Secret of `psk`.
  Result<> start(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes psk);
  // That of no PSK: nothing is to be derived before advance().
  void start_without_psk(crypto::HashAlgorithm hash);
  // Goes on to the next secret with `input`: the (EC)DHE secret, or empty for the zeroes of the RFC's picture.
  Result<> advance(crypto::Scratch& scratch, Bytes input);
  // Derive-Secret of the current secret.
  Result<HashSecret> derive(crypto::Scratch& scratch, std::string_view label, Bytes transcript_hash) const {
    return secret_.derive_secret(scratch, label, transcript_hash);
  }
  // Derive-Secret over no messages at all.
  Result<HashSecret> derive_from_nothing(crypto::Scratch& scratch, std::string_view label) const;

  crypto::HashAlgorithm hash() const { return hash_; }

 private:
  crypto::HashAlgorithm hash_ = crypto::HashAlgorithm::none;
  crypto::HkdfSecret secret_;  // none at the Early Secret of no PSK, from which nothing but the next one is derived
};

enum class BinderKind : std::uint8_t { resumption, external };

// The binder over a truncated ClientHello whose hash is `transcript_hash` (RFC 8446, 4.2.11.2). `early` is at the Early
// Secret.
Result<HashSecret> binder(crypto::Scratch& scratch, const KeySchedule& early, BinderKind kind, Bytes transcript_hash);

// Record protection under a traffic secret (RFC 8446, 7.3).
Result<record::Keys> traffic_keys(crypto::Scratch& scratch, const wire::CipherSuite& suite, Bytes traffic_secret);
// application_traffic_secret_N+1 (RFC 8446, 7.2).
Result<HashSecret> next_traffic_secret(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes traffic_secret);
// verify_data of Finished (RFC 8446, 4.4.4).
Result<HashSecret> finished_mac(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes base_key,
                                Bytes transcript_hash);
// The PSK of a ticket (RFC 8446, 4.6.1).
Result<HashSecret> resumption_psk(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes resumption_master_secret,
                                  Bytes ticket_nonce);
// TLS-Exporter (RFC 8446, 7.5) of exporter_master_secret or early_exporter_master_secret. Fills `out`.
Result<> exporter(crypto::Scratch& scratch, crypto::HashAlgorithm hash, Bytes exporter_secret, std::string_view label,
                  Bytes context_value, MutableBytes out);

}  // namespace reprise::handshake::tls13

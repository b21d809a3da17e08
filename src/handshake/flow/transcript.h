// SPDX-License-Identifier: Apache-2.0
// The running hash of the handshake's messages (RFC 8446, 4.4.1; RFC 5246, 7.4.9).
//
// Messages come in before the hash is known: they are kept as they are until choose_hash(). TLS 1.2 may need them
// longer, since a client's CertificateVerify can be made with any hash.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/hash.h"

namespace reprise::handshake {

enum class KeepMessages : std::uint8_t { no, yes };

// One owner. Failures of libcrypto stick in the hash and surface at the next digest.
class Transcript {
 public:
  // A whole handshake message, header included.
  void add(Bytes message);

  // Hashes what was kept and everything from here on. `keep` says whether the messages stay readable until
  // drop_messages(). Called once.
  Result<> choose_hash(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash, KeepMessages keep);
  bool has_hash() const { return hash_.started(); }
  crypto::HashAlgorithm hash() const { return hash_.algorithm(); }

  // The messages so far, concatenated; empty once they are no longer kept.
  Bytes messages() const { return messages_; }
  void drop_messages();

  // The hash of all messages so far; the transcript goes on. After choose_hash().
  Result<crypto::Digest> digest(crypto::Hash& scratch) const { return hash_.digest_so_far(scratch); }
  // The hash of all messages so far and of `tail`, which is not added: what a PSK binder covers (RFC 8446, 4.2.11.2).
  // `hash` must be the chosen one, if one was chosen.
  Result<crypto::Digest> digest_with(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash, Bytes tail,
                                     crypto::Hash& scratch) const;

  // RFC 8446, 4.4.1: before a HelloRetryRequest is added, puts
  // a message_hash message in place of the first ClientHello.
  Result<> replace_by_message_hash(const crypto::Algorithms& algorithms);

  // The same without the ClientHello, of which a stateless server knows `first_hello` alone: its hash. Begins the
  // transcript; as choose_hash() otherwise.
  Result<> begin_with_message_hash(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash, Bytes first_hello);

  // An independent copy of the running hash, for authentication after the handshake (RFC 8446, 4.4).
  Result<Transcript> fork() const;

 private:
  crypto::Hash hash_;
  ByteVector messages_;
  KeepMessages keep_ = KeepMessages::yes;
};

}  // namespace reprise::handshake

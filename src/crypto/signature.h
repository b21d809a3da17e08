// SPDX-License-Identifier: Apache-2.0
// Keys that sign and verify handshakes.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/handles.h"
#include "crypto/pool.h"
#include "crypto/signature_scheme.h"

namespace reprise::crypto {

struct SignatureContext;  // a prepared EVP_PKEY_CTX (signature.cc)

// What can be said of any key without using it.
struct KeyTraits {
  KeyType type = KeyType::unknown;
  NamedGroup curve{};     // of an EC key on a curve that TLS names; else NamedGroup{}
  int bits = 0;           // of the modulus or the curve
  int security_bits = 0;  // libcrypto's estimate
  int nid = 0;            // libcrypto's base id: EVP_PKEY_RSA and so on; 0 or -1 for a provider's own type

  // Whether a signature of `scheme` can be made with such a key:
  // type, curve, and room in an RSA modulus for the padding.
  bool suits(SignatureScheme scheme, SchemeRules rules) const;
};

KeyTraits traits_of(const Algorithms& algorithms, const EVP_PKEY& key);

// A private key: any EVP_PKEY, be it of a provider or an ENGINE. Shared by threads; contexts are kept in a pool, so
// that a signature costs no set-up.
class PrivateKey final : public RefCounted {
 public:
  // Takes a reference of its own to `key`. `algorithms` is kept.
  static Ref<const PrivateKey> sharing(Ref<const Algorithms> algorithms, EVP_PKEY* key);
  ~PrivateKey();

  const KeyTraits& traits() const { return traits_; }
  bool can_sign(SignatureScheme scheme, SchemeRules rules) const { return traits_.suits(scheme, rules); }
  // The signature over `message`. The scheme must suit the key, else internal_error/wrong_signature_type. When the key
  // itself fails: internal_error/internal, and what libcrypto said stays on the error queue for the program. ECDSA and
  // RSA take 20 us to milliseconds. Safe to call from any thread.
  Result<ByteVector> sign(SignatureScheme scheme, Bytes message) const;

  // Whether `key` (a certificate's) is the public half of this one.
  bool matches(const EVP_PKEY& key) const;
  EVP_PKEY* evp_pkey() const { return key_.get(); }  // lent

 private:
  PrivateKey(Ref<const Algorithms> algorithms, KeyPtr key);

  Ref<const Algorithms> algorithms_;
  KeyPtr key_;
  KeyTraits traits_;
  bool prehash_;  // the key's provider is libcrypto's own, which signs digests
  mutable Pool<SignatureContext, 8> contexts_;
};

// A public key, usually a certificate's. Shared by threads.
class PublicKey final : public RefCounted {
 public:
  static Ref<const PublicKey> sharing(Ref<const Algorithms> algorithms, EVP_PKEY* key);
  ~PublicKey();

  const KeyTraits& traits() const { return traits_; }
  bool can_verify(SignatureScheme scheme, SchemeRules rules) const { return traits_.suits(scheme, rules); }
  // Checks `signature` over `message`. A scheme that does not suit the key (by the rules of TLS 1.2; the caller minds
  // those of 1.3) fails with illegal_parameter/wrong_signature_type; a signature that does not fit with
  // decrypt_error/bad_signature. RSA-PSS salts are as long as the digest. Leaves the error queue as it was.
  Result<> verify(SignatureScheme scheme, Bytes message, Bytes signature) const;

  EVP_PKEY* evp_pkey() const { return key_.get(); }  // lent

 private:
  PublicKey(Ref<const Algorithms> algorithms, KeyPtr key);

  Ref<const Algorithms> algorithms_;
  KeyPtr key_;
  KeyTraits traits_;
  mutable Pool<SignatureContext, 1> contexts_;
};

}  // namespace reprise::crypto

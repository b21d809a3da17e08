// SPDX-License-Identifier: Apache-2.0
// X.509 certificates as bytes that are parsed when first looked into.
#pragma once

#include <atomic>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/handles.h"
#include "crypto/signature.h"

namespace reprise::crypto {

class InternerTable;

// One certificate. Immutable; shared by threads. Parsing (about 100 us in libcrypto 3.0) happens at most once and on
// first use; two threads that come at the same time may both parse, and one result is kept.
class Certificate final : public RefCounted {
 public:
  // Any bytes; they are not looked at until x509() is asked for.
  static Ref<const Certificate> from_der(Ref<const Algorithms> algorithms, Bytes der);
  // Takes a reference of its own to `x509`, which must not be changed afterwards. Fails with
  // internal_error/x509_library when it cannot be encoded.
  static Result<Ref<const Certificate>> from_x509(Ref<const Algorithms> algorithms, X509* x509);
  ~Certificate();

  Bytes der() const { return der_; }
  // Lent for the certificate's lifetime. Bytes that are no certificate, or have more after it, fail with
  // bad_certificate/x509_library; the error queue is left as it was.
  Result<X509*> x509() const;
  // The same, or null when nobody has asked for it yet.
  X509* parsed() const { return x509_.load(std::memory_order_acquire); }
  // One of the caller's own, which nobody else sees: for code that may change it. Fails as x509().
  Result<X509Ptr> new_x509() const;
  // The subject's key. Fails as x509(), or with unsupported_certificate/x509_library for a key that libcrypto cannot
  // read. Lent for the certificate's lifetime.
  Result<const PublicKey*> public_key() const;
  // The DER of its subject's name. Fails as x509().
  Result<ByteVector> subject() const;
  // Whether one of `schemes` made its signature (RFC 8446, 4.2.3: for certificates ECDSA is not tied to a curve). True
  // for one that signs itself, whose signature nobody checks; false when it cannot be read.
  bool is_signed_with(std::span<const std::uint16_t> schemes) const;
  // Whether its key may sign messages: it says nothing of key usage, or digitalSignature (RFC 5280, 4.2.1.3). False
  // when it cannot be read.
  bool may_sign() const;
  // Whether both are the same certificate byte for byte.
  bool same_as(const Certificate& other) const;

 private:
  friend class InternerTable;
  Certificate(Ref<const Algorithms> algorithms, ByteVector der);

  Ref<const Algorithms> algorithms_;
  ByteVector der_;
  mutable std::atomic<X509*> x509_{nullptr};
  mutable std::atomic<const PublicKey*> public_key_{nullptr};
  Ref<InternerTable> table_;       // where it is registered; null for most
  std::uint64_t table_hash_ = 0;
};

// The certificates that a peer sent or we send, leaf first. Immutable; shared by threads.
class CertificateChain final : public RefCounted {
 public:
  explicit CertificateChain(std::vector<Ref<const Certificate>> certificates)
      : certificates_(std::move(certificates)) {}
  std::size_t size() const { return certificates_.size(); }
  bool empty() const { return certificates_.empty(); }
  const Certificate& leaf() const { return *certificates_.front(); }  // of a chain that is not empty
  const Certificate& operator[](std::size_t i) const { return *certificates_[i]; }
  const std::vector<Ref<const Certificate>>& certificates() const { return certificates_; }
  auto begin() const { return certificates_.begin(); }
  auto end() const { return certificates_.end(); }

 private:
  std::vector<Ref<const Certificate>> certificates_;
};

}  // namespace reprise::crypto

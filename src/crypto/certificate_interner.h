// SPDX-License-Identifier: Apache-2.0
// One copy of each certificate in use, so that one seen again costs neither memory nor parsing.
#pragma once

#include <mutex>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"

namespace reprise::crypto {

class InternerTable;

// Finds certificates by their bytes. An entry goes when the last user of its certificate goes, but the most recent ones
// are held a while longer, for peers that come again; the number and size of those is bounded. Safe to call from any
// thread; no libcrypto call is made under a lock. Certificates may outlive it.
class CertificateInterner {
 public:
  struct Options {
    std::size_t held = 64;                  // recent certificates kept though nobody uses them; 0 keeps none
    std::size_t held_size_limit = 8 * 1024;  // bytes of DER above which a certificate is not held
  };
  CertificateInterner(Ref<const Algorithms> algorithms, Options options);
  explicit CertificateInterner(Ref<const Algorithms> algorithms);
  ~CertificateInterner();
  CertificateInterner(const CertificateInterner&) = delete;
  CertificateInterner& operator=(const CertificateInterner&) = delete;

  // The certificate of these bytes: the one in use, or a new one. Never fails for bytes that are no certificate.
  Result<Ref<const Certificate>> intern(Bytes der);
  // Certificates registered now, in use or held.
  std::size_t size() const;

 private:
  void hold(Ref<const Certificate> certificate);

  Ref<const Algorithms> algorithms_;
  Options options_;
  Ref<InternerTable> table_;
  std::mutex mutex_;  // of held_
  std::vector<Ref<const Certificate>> held_;  // a ring of the latest
  std::size_t next_held_ = 0;
};

}  // namespace reprise::crypto

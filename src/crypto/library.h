// SPDX-License-Identifier: Apache-2.0
// What one library context of libcrypto gives us, fetched once and shared by everything that stands on it.
#pragma once

#include "base/ref.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"

namespace reprise::crypto {

// Safe to use from any thread.
class Library : public RefCounted {
 public:
  explicit Library(Ref<const Algorithms> fetched)
      : algorithms(std::move(fetched)), interner(algorithms.share()), random(algorithms.share()) {}

  Ref<const Algorithms> algorithms;
  CertificateInterner interner;  // the certificates seen, each parsed once
  SystemRandom random;
};

}  // namespace reprise::crypto

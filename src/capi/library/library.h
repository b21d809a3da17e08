// What one library context of libcrypto gives us, fetched once and shared by every SSL_CTX on it.
#pragma once

#include <openssl/types.h>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"

namespace reprise::capi {

// Safe to use from any thread.
class Library : public RefCounted {
 public:
  explicit Library(Ref<const crypto::Algorithms> fetched)
      : algorithms(std::move(fetched)), interner(algorithms.share()), random(algorithms.share()) {}

  Ref<const crypto::Algorithms> algorithms;
  crypto::CertificateInterner interner;  // the certificates seen, each parsed once
  crypto::SystemRandom random;
};

// The one of `context` (null: the default) and `properties` (null: none). That of the default context without properties
// is made once and lives as long as the process, since programs may use it from their exit handlers.
Result<Ref<Library>> library_of(OSSL_LIB_CTX* context, const char* properties);

}  // namespace reprise::capi

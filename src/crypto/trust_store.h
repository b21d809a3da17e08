// SPDX-License-Identifier: Apache-2.0
// Whom to trust, and the verdict on a peer's certificates by libcrypto's X.509 verification (RFC 5280, 6; RFC 6125).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <openssl/x509_vfy.h>

#include "base/error.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"

namespace reprise::crypto {

enum class PeerPurpose : std::uint8_t { server, client };

// What a chain is verified for.
struct PeerExpectation {
  PeerPurpose purpose = PeerPurpose::server;
  std::string name{};            // host name or IP address that the leaf must be for; empty: any
  int security_level = 2;        // of its keys and signatures (SSL_CTX_set_security_level(3))
  std::int64_t unix_seconds = 0;  // the time at which it must be valid
};

struct ChainVerdict {
  bool good = false;
  long result = 0;                       // X509_V_ code
  Alert alert = Alert::certificate_unknown;  // for the peer when it is not good
};

// A set of trust anchors. Immutable; shared by threads.
class TrustStore final : public RefCounted {
 public:
  // The system's (OPENSSLDIR, SSL_CERT_FILE, SSL_CERT_DIR). Fails with x509_library.
  static Result<Ref<const TrustStore>> of_the_system();
  static Result<Ref<const TrustStore>> of(const CertificateChain& anchors);

  // Fails only when libcrypto cannot go about it: out_of_memory, x509_library, or as Certificate::x509().
  Result<ChainVerdict> verify(const CertificateChain& chain, const PeerExpectation& expected) const;

 private:
  using StorePtr = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
  explicit TrustStore(StorePtr store) : store_(std::move(store)) {}
  StorePtr store_;
};

// Whether `name` is an IP address and not a host name: it is not sent as server_name (RFC 6066, 3).
bool is_ip_address(std::string_view name);

}  // namespace reprise::crypto

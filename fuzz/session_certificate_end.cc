// SPDX-License-Identifier: Apache-2.0
// The end of a certificate's validity, read without decoding
// the certificate: what is found is what libcrypto finds in it.
#include <cstdlib>
#include <ctime>

#include <openssl/x509.h>

#include "crypto/algorithms.h"
#include "crypto/certificate.h"
#include "session/object/lineage.h"

using namespace reprise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto& algorithms = *new auto(std::move(crypto::Algorithms::fetch(nullptr, nullptr).value()));
  const Bytes input(data, size);
  const auto end = session::not_after(input);
  const auto certificate = crypto::Certificate::from_der(algorithms.share(), input);
  const auto x509 = certificate->x509();
  if (!end || !x509.ok()) return 0;
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(x509.value()), &parts) != 1 || timegm(&parts) != *end) std::abort();
  return 0;
}

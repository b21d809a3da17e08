// SPDX-License-Identifier: Apache-2.0
// What a peer sends that crypto/ looks into: key shares, certificates, signatures. The first byte chooses.
#include <cstdint>
#include <cstdlib>

#include "base/check.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/key_share.h"
#include "crypto/signature.h"

namespace reprise::crypto {
namespace {

// Made once: key generation would take all the time.
struct Ours {
  Ref<const Algorithms> algorithms;
  std::vector<KeyShare> shares;
  KeyPtr key;
  Ref<const PublicKey> verifier;
  CertificateInterner interner;

  explicit Ours(Ref<const Algorithms> fetched)
      : algorithms(std::move(fetched)),
        key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")),
        verifier(PublicKey::sharing(algorithms.share(), key.get())),
        interner(algorithms.share()) {
    for (const auto& group : all_groups()) {
      if (group.id > NamedGroup::ffdhe2048) break;
      shares.push_back(std::move(KeyShare::generate(*algorithms, group.id).value()));
    }
  }
};

Ours& ours() {
  static Ours* const made = new Ours(std::move(Algorithms::fetch(nullptr, nullptr).value()));
  return *made;
}

void derive(const KeyShare& share, Bytes peer) {
  const auto secret = share.derive(peer);
  if (secret.ok()) {
    CHECK(secret.value().size() == find_group(share.group())->secret_size);
  } else {
    CHECK(secret.error().alert == Alert::illegal_parameter);
  }
}

void look_into_certificate(Bytes der) {
  const auto certificate = std::move(ours().interner.intern(der).value());
  const auto key = certificate->public_key();
  CHECK(certificate->x509().ok() || !key.ok());
  if (key.ok()) (void)key.value()->can_verify(SignatureScheme::rsa_pss_rsae_sha256, SchemeRules::tls13);
}

void run(std::uint8_t choice, Bytes input) {
  if (choice < ours().shares.size()) return derive(ours().shares[choice], input);
  if (choice == 0xc) return look_into_certificate(input);
  const auto verified = ours().verifier->verify(SignatureScheme::ecdsa_secp256r1_sha256, bytes_of("text"), input);
  CHECK(!verified.ok() && verified.error().alert == Alert::decrypt_error);
}

}  // namespace
}  // namespace reprise::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  reprise::crypto::run(data[0], {data + 1, size - 1});
  if (ERR_peek_error() != 0) std::abort();  // what a peer does wrong leaves no trace on the program's error queue
  return 0;
}

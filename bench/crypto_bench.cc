// SPDX-License-Identifier: Apache-2.0
// What the primitives cost as crypto/ calls them: time per call, one thread. Leaves out keying unless the name says so.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/hkdf.h"
#include "crypto/key_share.h"
#include "crypto/prf.h"
#include "crypto/random.h"
#include "crypto/signature.h"

namespace reprise::crypto {
namespace {

Ref<const Algorithms> algorithms() {
  auto fetched = Algorithms::fetch(nullptr, nullptr);
  CHECK(fetched.ok());
  return std::move(fetched.value());
}

void FetchAlgorithms(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(algorithms());
}
BENCHMARK(FetchAlgorithms);

void ExpandLabelKeyed(benchmark::State& state) {
  const auto algs = algorithms();
  Scratch scratch(*algs);
  const ByteVector secret(32, 1);
  auto keyed = HkdfSecret::create(*algs, HashAlgorithm::sha256, secret);
  std::uint8_t out[32];
  for (auto _ : state) CHECK(keyed.value().expand_label(scratch, "s hs traffic", secret, out).ok());
}
BENCHMARK(ExpandLabelKeyed);

void ExpandLabelOneShot(benchmark::State& state) {
  const auto algs = algorithms();
  Scratch scratch(*algs);
  const ByteVector secret(32, 1);
  std::uint8_t out[32];
  for (auto _ : state) {
    CHECK(hkdf_expand_label(scratch, HashAlgorithm::sha256, secret, "s hs traffic", secret, out).ok());
  }
}
BENCHMARK(ExpandLabelOneShot);

void PrfKeyBlock(benchmark::State& state) {
  const auto algs = algorithms();
  Scratch scratch(*algs);
  const ByteVector secret(48, 1);
  std::uint8_t out[40];
  auto keyed = PrfSecret::create(*algs, HashAlgorithm::sha256, secret);
  for (auto _ : state) CHECK(keyed.value().expand(scratch, "key expansion", secret, secret, out).ok());
}
BENCHMARK(PrfKeyBlock);

void TranscriptHashSoFar(benchmark::State& state) {
  const auto algs = algorithms();
  Hash running;
  Hash scratch;
  CHECK(running.init(*algs, HashAlgorithm::sha256).ok());
  running.update(ByteVector(300, 1));
  for (auto _ : state) benchmark::DoNotOptimize(running.digest_so_far(scratch));
}
BENCHMARK(TranscriptHashSoFar);

void SealRecord(benchmark::State& state) {
  const auto algs = algorithms();
  const auto aead = Aead(state.range(0));
  auto context = AeadContext::create(*algs, aead, AeadContext::Direction::seal, ByteVector(aead_key_size(aead), 1));
  const ByteVector plaintext(std::size_t(state.range(1)), 7);
  const std::uint8_t type = 23;
  ByteVector out(plaintext.size() + 1);
  std::uint8_t tag[16];
  std::uint8_t nonce[12] = {};
  const std::uint8_t aad[5] = {23, 3, 3, 0, 80};
  for (auto _ : state) {
    nonce[11]++;
    CHECK(context.value()
              .seal(nonce, aad, plaintext, {&type, 1}, out, MutableBytes(tag).first(aead_tag_size(aead)))
              .ok());
  }
  state.SetBytesProcessed(state.iterations() * state.range(1));
}
BENCHMARK(SealRecord)
    ->ArgNames({"aead", "bytes"})
    ->ArgsProduct({{int(Aead::aes_128_gcm), int(Aead::chacha20_poly1305), int(Aead::aes_128_ccm)}, {64, 16384}});

void CreateAeadContext(benchmark::State& state) {
  const auto algs = algorithms();
  const ByteVector key(16, 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(AeadContext::create(*algs, Aead::aes_128_gcm, AeadContext::Direction::seal, key));
  }
}
BENCHMARK(CreateAeadContext);

void GenerateKeyShare(benchmark::State& state) {
  const auto algs = algorithms();
  for (auto _ : state) benchmark::DoNotOptimize(KeyShare::generate(*algs, NamedGroup(state.range(0))));
}
BENCHMARK(GenerateKeyShare)->ArgName("group")->Arg(int(NamedGroup::x25519))->Arg(int(NamedGroup::secp256r1));

void DeriveFromKeyShare(benchmark::State& state) {
  const auto algs = algorithms();
  const auto own = KeyShare::generate(*algs, NamedGroup(state.range(0)));
  const auto peer = KeyShare::generate(*algs, NamedGroup(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(own.value().derive(peer.value().public_key()));
}
BENCHMARK(DeriveFromKeyShare)->ArgName("group")->Arg(int(NamedGroup::x25519))->Arg(int(NamedGroup::secp256r1));

struct EcdsaKey {
  Ref<const Algorithms> algs = algorithms();
  KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  Ref<const PrivateKey> signer = PrivateKey::sharing(algs.share(), key.get());
  Ref<const PublicKey> verifier = PublicKey::sharing(algs.share(), key.get());
  ByteVector message = ByteVector(130, 3);
};

void SignEcdsaP256(benchmark::State& state) {
  const EcdsaKey k;
  for (auto _ : state) benchmark::DoNotOptimize(k.signer->sign(SignatureScheme::ecdsa_secp256r1_sha256, k.message));
}
BENCHMARK(SignEcdsaP256);

void VerifyEcdsaP256(benchmark::State& state) {
  const EcdsaKey k;
  const auto signature = k.signer->sign(SignatureScheme::ecdsa_secp256r1_sha256, k.message);
  for (auto _ : state) {
    CHECK(k.verifier->verify(SignatureScheme::ecdsa_secp256r1_sha256, k.message, signature.value()).ok());
  }
}
BENCHMARK(VerifyEcdsaP256);

void InternKnownCertificate(benchmark::State& state) {
  const auto algs = algorithms();
  CertificateInterner interner(algs.share());
  const ByteVector der(700, 0x30);
  for (auto _ : state) benchmark::DoNotOptimize(interner.intern(der));
}
BENCHMARK(InternKnownCertificate);

void Random32Bytes(benchmark::State& state) {
  SystemRandom random(algorithms());
  std::uint8_t out[32];
  for (auto _ : state) CHECK(random.fill(out).ok());
}
BENCHMARK(Random32Bytes);

}  // namespace
}  // namespace reprise::crypto

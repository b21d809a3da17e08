// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <thread>

#include <gtest/gtest.h>

#include "crypto/certificate_interner.h"
#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

struct Certificates : testing::Test {
  Ref<const Algorithms> algorithms = default_algorithms();
  KeyPtr key = new_key("EC", "P-256");
  ByteVector der(long serial) { return der_of(new_certificate(key.get(), serial).get()); }
};

TEST_F(Certificates, AreParsedWhenAskedForAndOnlyOnce) {
  const auto bytes = der(1);
  const auto certificate = Certificate::from_der(algorithms.share(), bytes);
  EXPECT_EQ(vector_of(certificate->der()), bytes);
  X509* first = certificate->x509().value();
  EXPECT_EQ(certificate->x509().value(), first);
  EXPECT_EQ(certificate->public_key().value(), certificate->public_key().value());
}

TEST_F(Certificates, LendTheSubjectsKey) {
  const auto certificate = Certificate::from_der(algorithms.share(), der(1));
  const PublicKey* subject = certificate->public_key().value();
  EXPECT_EQ(subject->traits().curve, NamedGroup::secp256r1);
  const auto signer = PrivateKey::sharing(algorithms.share(), key.get());
  EXPECT_TRUE(signer->matches(*subject->evp_pkey()));
  const auto signature = signer->sign(SignatureScheme::ecdsa_secp256r1_sha256, bytes_of("text"));
  EXPECT_TRUE(subject->verify(SignatureScheme::ecdsa_secp256r1_sha256, bytes_of("text"), signature.value()).ok());
}

TEST_F(Certificates, GiveTheirSubjectAsDer) {
  const auto certificate = Certificate::from_der(algorithms.share(), der(1));
  // SEQUENCE { SET { SEQUENCE { commonName, UTF8String "test" } } }
  EXPECT_EQ(certificate->subject().value(), hex("300f 310d 300b 0603550403 0c0474657374"));
}

TEST_F(Certificates, ShareTheX509TheyWereMadeFrom) {
  const auto x509 = new_certificate(key.get());
  const auto certificate = Certificate::from_x509(algorithms.share(), x509.get());
  EXPECT_EQ(certificate.value()->x509().value(), x509.get());
  EXPECT_EQ(vector_of(certificate.value()->der()), der_of(x509.get()));
}

TEST_F(Certificates, RefuseBytesThatAreNoCertificate) {
  for (const auto& bytes : {ByteVector{}, ByteVector{0x30, 0x00}, ByteVector{0x30, 0x80}, counting(0, 100)}) {
    const auto result = Certificate::from_der(algorithms.share(), bytes)->x509();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().alert, Alert::bad_certificate);
    EXPECT_EQ(result.error().reason, Reason::x509_library);
    EXPECT_EQ(ERR_peek_error(), 0u);
  }
}

TEST_F(Certificates, RefuseBytesAfterTheCertificate) {
  auto bytes = der(1);
  bytes.push_back(0);
  const auto result = Certificate::from_der(algorithms.share(), bytes)->x509();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::decode_error);
}

TEST_F(Certificates, AreParsedByThreadsAtOnce) {
  const auto certificate = Certificate::from_der(algorithms.share(), der(1));
  X509* seen[4] = {};
  std::vector<std::thread> threads;
  for (auto& slot : seen) {
    threads.emplace_back([&certificate, &slot] {
      slot = certificate->x509().value();
      EXPECT_TRUE(certificate->public_key().ok());
    });
  }
  for (auto& thread : threads) thread.join();
  for (X509* x509 : seen) EXPECT_EQ(x509, seen[0]);
}

TEST_F(Certificates, FormAChainLeafFirst) {
  std::vector<Ref<const Certificate>> list;
  list.push_back(Certificate::from_der(algorithms.share(), der(1)));
  list.push_back(Certificate::from_der(algorithms.share(), der(2)));
  const auto chain = make_ref<CertificateChain>(std::move(list));
  EXPECT_EQ(chain->size(), 2u);
  EXPECT_TRUE(chain->leaf().same_as((*chain)[0]));
  EXPECT_FALSE(chain->leaf().same_as((*chain)[1]));
}

constexpr CertificateInterner::Options kHoldNone{.held = 0};

TEST_F(Certificates, AreInternedWhileInUse) {
  CertificateInterner interner(algorithms.share(), kHoldNone);
  const auto one = der(1);
  auto a = interner.intern(one);
  auto b = interner.intern(one);
  EXPECT_EQ(a.value().get(), b.value().get());
  const auto other = interner.intern(der(2));
  EXPECT_NE(a.value().get(), other.value().get());
  EXPECT_EQ(interner.size(), 2u);
  a.value() = nullptr;
  EXPECT_EQ(interner.size(), 2u);
  b.value() = nullptr;
  EXPECT_EQ(interner.size(), 1u);
}

TEST_F(Certificates, AreHeldAWhileForPeersThatComeAgain) {
  CertificateInterner interner(algorithms.share(), {.held = 2});
  const auto one = der(1);
  const Certificate* first = interner.intern(one).value().get();
  X509* parsed = first->x509().value();
  EXPECT_EQ(interner.intern(one).value()->x509().value(), parsed);
  for (long serial = 2; serial < 10; ++serial) EXPECT_TRUE(interner.intern(der(serial)).ok());
  EXPECT_EQ(interner.size(), 2u);
}

TEST_F(Certificates, AreNotHeldWhenLarge) {
  CertificateInterner interner(algorithms.share(), {.held = 8, .held_size_limit = 100});
  EXPECT_TRUE(interner.intern(der(1)).ok());
  EXPECT_EQ(interner.size(), 0u);
}

TEST_F(Certificates, OutliveTheirInterner) {
  Ref<const Certificate> kept;
  {
    CertificateInterner interner(algorithms.share());
    kept = std::move(interner.intern(der(1)).value());
  }
  EXPECT_TRUE(kept->x509().ok());
}

TEST_F(Certificates, AreInternedByThreadsAtOnce) {
  CertificateInterner interner(algorithms.share(), {.held = 1});
  const ByteVector ders[] = {der(1), der(2), der(3)};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 3000; ++i) {
        const auto& bytes = ders[i % 3];
        EXPECT_EQ(interner.intern(bytes).value()->der().size(), bytes.size());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(interner.size(), 1u);
}

}  // namespace
}  // namespace reprise::crypto

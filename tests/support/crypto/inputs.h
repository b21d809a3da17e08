// SPDX-License-Identifier: Apache-2.0
// What the tests of this folder start from.
#pragma once

#include <cctype>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "crypto/algorithms.h"
#include "crypto/handles.h"

namespace reprise::crypto {

// The bytes that `digits` write; anything but hexadecimal digits is skipped.
inline ByteVector hex(std::string_view digits) {
  ByteVector out;
  int high = -1;
  for (char c : digits) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) continue;
    const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high >= 0) out.push_back(std::uint8_t(high << 4 | value));
    high = high >= 0 ? -1 : value;
  }
  CHECK(high < 0);
  return out;
}

// `size` bytes counting up from `first`.
inline ByteVector counting(std::uint8_t first, std::size_t size) {
  ByteVector out(size, 0);
  for (auto& byte : out) byte = first++;
  return out;
}

inline ByteVector vector_of(Bytes bytes) { return copy_of(bytes); }

inline Ref<const Algorithms> default_algorithms() {
  auto fetched = Algorithms::fetch(nullptr, nullptr);
  CHECK(fetched.ok());
  return std::move(fetched.value());
}

// A new key: "EC" with a curve's name, "RSA" or "RSA-PSS" with bits, "ED25519", "ED448".
inline KeyPtr new_key(const char* type, const char* curve = nullptr, std::size_t bits = 2048) {
  KeyPtr key;
  if (curve != nullptr) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, type, curve));
  } else if (std::string_view(type) == "RSA") {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, type, bits));
  } else {
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    CHECK(EVP_PKEY_keygen_init(context.get()) > 0 && EVP_PKEY_generate(context.get(), &made) > 0);
    key.reset(made);
  }
  CHECK(key != nullptr);
  return key;
}

// A certificate for `key`, signed by itself, with `serial`.
inline X509Ptr new_certificate(EVP_PKEY* key, long serial = 1) {
  X509Ptr x509(X509_new());
  X509_set_version(x509.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
  X509_NAME* name = X509_get_subject_name(x509.get());
  const auto* text = reinterpret_cast<const unsigned char*>("test");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(x509.get(), name);
  const bool hashes_itself = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
  const EVP_MD* md = hashes_itself ? nullptr : EVP_sha256();
  CHECK(X509_set_pubkey(x509.get(), key) == 1 && X509_sign(x509.get(), key, md) > 0);
  return x509;
}

inline ByteVector der_of(X509* x509) {
  ByteVector der(std::size_t(i2d_X509(x509, nullptr)), 0);
  std::uint8_t* at = der.data();
  CHECK(i2d_X509(x509, &at) > 0);
  return der;
}

}  // namespace reprise::crypto

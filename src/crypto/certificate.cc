// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <algorithm>

#include <openssl/x509v3.h>

#include "base/check.h"
#include "crypto/interner_table.h"

namespace reprise::crypto {
namespace {

// Parses `der` whole.
Result<X509Ptr> parse(const Algorithms& algorithms, Bytes der) {
  const QuietErrors quiet;
  X509* x509 = X509_new_ex(algorithms.library_context(), algorithms.properties());
  if (x509 == nullptr) return fail(Alert::internal_error, Reason::out_of_memory);
  const std::uint8_t* at = der.data();
  const bool parsed = d2i_X509(&x509, &at, long(der.size())) != nullptr;  // on failure frees x509 and sets it to null
  X509Ptr result(x509);
  if (!parsed) return fail(Alert::bad_certificate, Reason::x509_library);
  if (at != der.data() + der.size()) return fail(Alert::decode_error, Reason::cert_length_mismatch);
  return result;
}

}  // namespace

Certificate::Certificate(Ref<const Algorithms> algorithms, ByteVector der)
    : algorithms_(std::move(algorithms)), der_(std::move(der)) {}

Certificate::~Certificate() {
  if (table_) table_->remove(*this);
  X509_free(x509_.load(std::memory_order_acquire));
  // Drops the reference that public_key() left here.
  auto key = Ref<const PublicKey>::adopt(public_key_.load(std::memory_order_acquire));
}

Ref<const Certificate> Certificate::from_der(Ref<const Algorithms> algorithms, Bytes der) {
  return Ref<const Certificate>::adopt(new Certificate(std::move(algorithms), copy_of(der)));
}

Result<Ref<const Certificate>> Certificate::from_x509(Ref<const Algorithms> algorithms, X509* x509) {
  CHECK(x509 != nullptr);
  const QuietErrors quiet;
  const int size = i2d_X509(x509, nullptr);
  if (size <= 0) return fail(Alert::internal_error, Reason::x509_library);
  ByteVector der(std::size_t(size), 0);
  std::uint8_t* at = der.data();
  if (i2d_X509(x509, &at) != size) return fail(Alert::internal_error, Reason::x509_library);
  auto result = Ref<Certificate>::adopt(new Certificate(std::move(algorithms), std::move(der)));
  CHECK(X509_up_ref(x509) > 0);
  result->x509_.store(x509, std::memory_order_release);
  return Ref<const Certificate>(std::move(result));
}

Result<X509*> Certificate::x509() const {
  if (X509* known = x509_.load(std::memory_order_acquire)) return known;
  auto parsed = TRY(parse(*algorithms_, der_));
  X509* expected = nullptr;
  if (!x509_.compare_exchange_strong(expected, parsed.get(), std::memory_order_acq_rel)) return expected;
  return parsed.release();
}

Result<X509Ptr> Certificate::new_x509() const { return parse(*algorithms_, der_); }

Result<const PublicKey*> Certificate::public_key() const {
  if (const PublicKey* known = public_key_.load(std::memory_order_acquire)) return known;
  X509* parsed = TRY(x509());
  const QuietErrors quiet;
  EVP_PKEY* key = X509_get0_pubkey(parsed);
  if (key == nullptr) return fail(Alert::unsupported_certificate, Reason::x509_library);
  auto made = PublicKey::sharing(algorithms_.share(), key);
  const PublicKey* expected = nullptr;
  if (!public_key_.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel)) return expected;
  return std::move(made).leak();
}

Result<ByteVector> Certificate::subject() const {
  const X509_NAME* name = X509_get_subject_name(TRY(x509()));
  const std::uint8_t* der = nullptr;
  std::size_t len = 0;
  if (X509_NAME_get0_der(name, &der, &len) != 1) return fail(Alert::internal_error, Reason::x509_library);
  return copy_of({der, len});
}

bool Certificate::is_signed_with(std::span<const std::uint16_t> schemes) const {
  const auto parsed = x509();
  if (!parsed.ok()) return false;
  const QuietErrors quiet;
  if (X509_NAME_cmp(X509_get_subject_name(parsed.value()), X509_get_issuer_name(parsed.value())) == 0) return true;
  int hash_nid = NID_undef;
  int key_nid = NID_undef;
  if (X509_get_signature_info(parsed.value(), &hash_nid, &key_nid, nullptr, nullptr) != 1) return false;
  return std::ranges::any_of(schemes, [&](std::uint16_t code) {
    const auto* scheme = find_scheme(SignatureScheme{code});
    return scheme != nullptr && scheme->key_nid == key_nid && scheme->hash_nid == hash_nid;
  });
}

bool Certificate::may_sign() const {
  const auto parsed = x509();
  if (!parsed.ok()) return false;
  const QuietErrors quiet;
  if ((X509_get_extension_flags(parsed.value()) & EXFLAG_KUSAGE) == 0) return true;
  return (X509_get_key_usage(parsed.value()) & KU_DIGITAL_SIGNATURE) != 0;
}

bool Certificate::same_as(const Certificate& other) const {
  return this == &other || std::ranges::equal(der_, other.der_);
}

}  // namespace reprise::crypto

// SPDX-License-Identifier: Apache-2.0
#include "capi/certificates/certificate_slots.h"

#include "capi/certificates/security.h"

namespace reprise::capi {

std::optional<SlotType> slot_of(const EVP_PKEY* key) {
  struct Row {
    const char* name;
    SlotType slot;
  };
  constexpr Row kRows[] = {{"RSA", SlotType::rsa},         {"RSA-PSS", SlotType::rsa_pss}, {"DSA", SlotType::dsa},
                           {"EC", SlotType::ecdsa},        {"ED25519", SlotType::ed25519}, {"ED448", SlotType::ed448}};
  for (const auto& row : kRows) {
    if (EVP_PKEY_is_a(key, row.name) == 1) return row.slot;
  }
  return std::nullopt;
}

namespace {

Result<SlotType> required_slot(const EVP_PKEY* key) {
  const auto slot = slot_of(key);
  if (!slot) return fail_silently(Reason::unknown_certificate_type);
  return *slot;
}

Result<> check_can_sign(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_can_sign(key) != 1)
    return fail_silently(Reason::ecc_cert_not_for_signing);
  return success();
}

bool belongs_to(X509* certificate, EVP_PKEY* key) {
  ERR_set_mark();
  const bool fits = X509_check_private_key(certificate, key) == 1;
  ERR_pop_to_mark();
  return fits;
}

// The slot for keys of `type`, to be changed; controls speak of it from now on.
CertificateSlot& made_current(Settings& settings, SlotType type) {
  auto& certificates = settings.certificates;
  certificates.current = std::size_t(type);
  certificates.current_set = true;
  auto& slot = certificates.slots[certificates.current];
  slot.changed();
  return slot;
}

}  // namespace

Result<> check_strength(const SlotOwner& owner, X509* certificate) {
  return check_certificate_strength(owner.ctx, owner.ssl, certificate, CertificateUse::own_leaf);
}

Result<> use_certificate(const SlotOwner& owner, X509* certificate) {
  if (certificate == nullptr) return fail_silently(Reason::passed_null_parameter);
  TRY(check_strength(owner, certificate));
  EVP_PKEY* public_key = X509_get0_pubkey(certificate);
  if (public_key == nullptr) return fail_silently(Reason::x509_library);
  const auto type = TRY(required_slot(public_key));
  TRY(check_can_sign(public_key));
  owner.edit([&](Settings& settings) {
    auto& slot = made_current(settings, type);
    if (slot.key && !belongs_to(certificate, slot.key.get())) slot.key.reset();
    slot.certificate = share(certificate);
  });
  return success();
}

Result<> use_key(const SlotOwner& owner, EVP_PKEY* key) {
  if (key == nullptr) return fail_silently(Reason::passed_null_parameter);
  const auto type = TRY(required_slot(key));
  return owner.edit([&](Settings& settings) -> Result<> {
    const auto& certificate = settings.certificates.slots[std::size_t(type)].certificate;
    if (certificate && X509_check_private_key(certificate.get(), key) != 1) {
      return fail_silently(Reason::queued_by_libcrypto);
    }
    made_current(settings, type).key = share(key);
    return success();
  });
}

Result<> use_certificate_and_key(const SlotOwner& owner, X509* certificate, EVP_PKEY* key, STACK_OF(X509)* chain,
                                 Replace replace) {
  if (certificate == nullptr || key == nullptr) return fail_silently(Reason::passed_null_parameter);
  TRY(check_strength(owner, certificate));
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    TRY(check_certificate_strength(owner.ctx, owner.ssl, sk_X509_value(chain, i), CertificateUse::own_issuer));
  }
  EVP_PKEY* public_key = X509_get0_pubkey(certificate);
  if (public_key == nullptr || EVP_PKEY_eq(public_key, key) != 1) return fail_silently(Reason::private_key_mismatch);
  const auto type = TRY(required_slot(key));
  return owner.edit([&](Settings& settings) -> Result<> {
    const auto& before = settings.certificates.slots[std::size_t(type)];
    if (replace == Replace::no && (before.certificate || before.key || before.chain.in_use)) {
      return fail_silently(Reason::not_replacing_certificate);
    }
    auto& slot = made_current(settings, type);
    slot.certificate = share(certificate);
    slot.key = share(key);
    slot.chain.set(share(chain));
    return success();
  });
}

Result<> check_current_key(const Settings& settings) {
  const auto& slot = settings.certificates.slots[settings.certificates.current];
  if (!slot.certificate) return fail_silently(Reason::no_certificate_assigned);
  if (!slot.key) return fail_silently(Reason::no_private_key_assigned);
  if (X509_check_private_key(slot.certificate.get(), slot.key.get()) != 1)
    return fail_silently(Reason::queued_by_libcrypto);
  return success();
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/settings.h"

#include <new>

namespace reprise::capi {

CertificateSlot CertificateSlot::clone() const {
  CertificateSlot copy;
  copy.certificate = share(certificate.get());
  copy.key = share(key.get());
  copy.chain = chain;
  copy.serverinfo = serverinfo;
  copy.cache = cache.share();
  return copy;
}

Certificates Certificates::clone() const {
  Certificates copy;
  for (std::size_t i = 0; i < kNumSlots; ++i) copy.slots[i] = slots[i].clone();
  copy.current = current;
  copy.current_set = current_set;
  copy.chain_store = share(chain_store.get());
  copy.verify_store = share(verify_store.get());
  copy.client_certificate_types = client_certificate_types;
  copy.cert_flags = cert_flags;
  return copy;
}

Ref<VerifyParam> VerifyParam::clone() const {
  auto copy = make_ref<VerifyParam>();
  copy->object.reset(X509_VERIFY_PARAM_new());
  // What is not inherited whole is of no use: it may lack what the context demands.
  if (!copy->object || X509_VERIFY_PARAM_set1(copy->object.get(), object.get()) != 1) throw std::bad_alloc();
  copy->purpose = purpose;
  copy->trust = trust;
  return copy;
}

void take_certificate_settings(const Settings& from, Settings& to) {
  to.certificates = from.certificates.clone();
  // What was made with another library's algorithms is not made for these.
  for (auto& slot : to.certificates.slots) {
    if (slot.cache && from.algorithms.get() != to.algorithms.get()) slot.changed();
  }
  to.custom_extensions = from.custom_extensions;
  to.sigalgs = from.sigalgs;
  to.client_sigalgs = from.client_sigalgs;
  to.cert_callback = from.cert_callback;
  to.cert_callback_arg = from.cert_callback_arg;
  to.security_level = from.security_level;
  to.security_callback = from.security_callback;
  to.security_ex_data = from.security_ex_data;
  to.psk_identity_hint = from.psk_identity_hint;
  to.has_psk_identity_hint = from.has_psk_identity_hint;
  to.tmp_dh = share(from.tmp_dh.get());
  to.tmp_dh_callback = from.tmp_dh_callback;
  to.dh_auto = from.dh_auto;
}

Ref<Settings> Settings::clone() const {
  auto copy = make_ref<Settings>();
  static_cast<ProtocolSettings&>(*copy) = *this;
  static_cast<CallbackSettings&>(*copy) = *this;
  static_cast<DataSettings&>(*copy) = *this;
  copy->algorithms = algorithms.share();
  copy->certificates = certificates.clone();
  copy->param = param.share();
  copy->tmp_dh = share(tmp_dh.get());
  copy->cipher_stack = cipher_stack.share();
  return copy;
}

}  // namespace reprise::capi

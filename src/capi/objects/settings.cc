// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/settings.h"

#include <new>

namespace reprise::capi {

Certificates Certificates::clone() const {
  Certificates copy;
  for (std::size_t i = 0; i < kNumSlots; ++i) {
    copy.slots[i].certificate = share(slots[i].certificate.get());
    copy.slots[i].key = share(slots[i].key.get());
    copy.slots[i].chain = slots[i].chain;
    copy.slots[i].lent_chains = slots[i].lent_chains;
    copy.slots[i].serverinfo = slots[i].serverinfo;
    copy.slots[i].compiled = slots[i].compiled.share();
  }
  copy.current = current;
  copy.current_set = current_set;
  copy.chain_store = share(chain_store.get());
  copy.verify_store = share(verify_store.get());
  copy.client_certificate_types = client_certificate_types;
  copy.cert_flags = cert_flags;
  return copy;
}

Own<X509_VERIFY_PARAM> copied_param(const X509_VERIFY_PARAM* param) {
  return copied(param, [](const auto* from) {
    Own<X509_VERIFY_PARAM> copy(X509_VERIFY_PARAM_new());
    // What is not inherited whole is of no use: it may lack what the context demands.
    return copy && X509_VERIFY_PARAM_set1(copy.get(), from) == 1 ? copy.release() : nullptr;
  });
}

Ref<Settings> Settings::clone() const {
  auto copy = make_ref<Settings>();
  static_cast<ProtocolSettings&>(*copy) = *this;
  static_cast<CallbackSettings&>(*copy) = *this;
  static_cast<DataSettings&>(*copy) = *this;
  copy->certificates = certificates.clone();
  copy->param = param.share();
  copy->tmp_dh = share(tmp_dh.get());
  const std::lock_guard lock(compile_mutex);
  copy->cipher_stack = cipher_stack.share();
  return copy;
}

}  // namespace reprise::capi

#include "capi/settings/settings.h"

#include <new>

namespace reprise::capi {

Certificates Certificates::clone() const {
  Certificates copy;
  for (std::size_t i = 0; i < kNumSlots; ++i) {
    copy.slots[i].certificate = share(slots[i].certificate.get());
    copy.slots[i].key = share(slots[i].key.get());
    copy.slots[i].chain = share(slots[i].chain.get());
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

namespace {

Own<STACK_OF(X509_NAME)> copy_names(const STACK_OF(X509_NAME)* names) {
  return copied(names, [](const auto* from) { return sk_X509_NAME_deep_copy(from, X509_NAME_dup, X509_NAME_free); });
}

Own<X509_VERIFY_PARAM> copy_param(const X509_VERIFY_PARAM* param) {
  Own<X509_VERIFY_PARAM> copy(X509_VERIFY_PARAM_new());
  // As when a copy of our own finds no memory: whoever asked for the copy reports it.
  if (!copy || X509_VERIFY_PARAM_set1(copy.get(), param) != 1) throw std::bad_alloc();
  return copy;
}

}  // namespace

Ref<Settings> Settings::clone() const {
  auto copy = make_ref<Settings>();
  static_cast<ProtocolSettings&>(*copy) = *this;
  static_cast<CallbackSettings&>(*copy) = *this;
  static_cast<DataSettings&>(*copy) = *this;
  copy->certificates = certificates.clone();
  copy->param = copy_param(param.get());
  copy->ca_names = copy_names(ca_names.get());
  copy->client_ca_names = copy_names(client_ca_names.get());
  copy->tmp_dh = share(tmp_dh.get());
  const std::lock_guard lock(compile_mutex);
  copy->cipher_stack = cipher_stack.share();
  return copy;
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_build_cert_chain(3).
#include "capi/certificates/build_chain.h"

#include <openssl/x509v3.h>

#include "capi/certificates/certificate_slots.h"
#include "capi/library/reasons.h"

namespace reprise::capi {
namespace {

long refuse(Reason reason) {
  report(fail_silently(reason), "ssl_build_cert_chain");
  return 0;
}

// Where trusted certificates come from: the slot's own chain
// (SSL_BUILD_CHAIN_FLAG_CHECK), the chain store, or the context's.
Own<X509_STORE> store_to_build_from(const CtrlTarget& target, const Certificates& certificates, long flags) {
  if ((flags & SSL_BUILD_CHAIN_FLAG_CHECK) == 0) {
    return target.ctx->cert_store.share_unless(certificates.chain_store);
  }
  const auto& slot = certificates.slots[certificates.current];
  Own<X509_STORE> store(X509_STORE_new());
  for (int i = 0; store && i < sk_X509_num(slot.chain.in_use.get()); ++i) {
    if (X509_STORE_add_cert(store.get(), sk_X509_value(slot.chain.in_use.get(), i)) != 1) return nullptr;
  }
  if (store && X509_STORE_add_cert(store.get(), slot.certificate.get()) != 1) return nullptr;
  return store;
}

void drop_root(STACK_OF(X509)* chain) {
  const int last = sk_X509_num(chain) - 1;
  if (last < 0) return;
  if ((X509_get_extension_flags(sk_X509_value(chain, last)) & EXFLAG_SS) != 0) X509_free(sk_X509_pop(chain));
}

}  // namespace

// A store may run the program's code while it is searched: so the chain is made of the settings as they were, and put
// in its place when it is whole.
long build_chain(const CtrlTarget& target, long flags) {
  const auto settings = target.settings();
  const auto& certificates = settings->certificates;
  const auto& slot = certificates.slots[certificates.current];
  if (!slot.certificate) return refuse(Reason::no_certificate_set);
  const auto store = store_to_build_from(target, certificates, flags);
  STACK_OF(X509)* untrusted = (flags & SSL_BUILD_CHAIN_FLAG_UNTRUSTED) != 0 ? slot.chain.in_use.get() : nullptr;
  const Own<X509_STORE_CTX> building(X509_STORE_CTX_new_ex(target.ctx->lib_ctx, nullptr));
  if (!store || !building || X509_STORE_CTX_init(building.get(), store.get(), slot.certificate.get(), untrusted) != 1) {
    return refuse(Reason::x509_library);
  }
  long result = 1;
  if (X509_verify_cert(building.get()) <= 0) {
    if ((flags & SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR) == 0) return refuse(Reason::certificate_verify_failed);
    if ((flags & SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR) != 0) ERR_clear_error();
    result = 2;
  }
  Own<STACK_OF(X509)> chain(X509_STORE_CTX_get1_chain(building.get()));
  if (!chain) return refuse(Reason::x509_library);
  X509_free(sk_X509_shift(chain.get()));  // the leaf has its own place
  if ((flags & SSL_BUILD_CHAIN_FLAG_NO_ROOT) != 0) drop_root(chain.get());
  const IssuerChain::Stack built = std::move(chain);
  target.edit([&](Settings& now) {
    auto& changed = now.certificates.slots[certificates.current];
    if (changed.certificate.get() != slot.certificate.get()) return;  // another leaf has come meanwhile
    changed.chain.set(built);
    changed.changed();
  });
  return result;
}

}  // namespace reprise::capi

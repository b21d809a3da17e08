// SPDX-License-Identifier: Apache-2.0
// Controls of certificates: chains, extra certificates, the current slot, stores, types.
#include "capi/certificates/build_chain.h"
#include "capi/certificates/certificate_slots.h"
#include "capi/certificates/security.h"
#include "capi/library/reasons.h"
#include "capi/settings/ctrl.h"

namespace reprise::capi {
namespace {

CertificateSlot& current_slot(Settings& settings) {
  return settings.certificates.slots[settings.certificates.current];
}

// The chain that the current slot has; null: none.
IssuerChain current_chain(const CtrlTarget& target) {
  const auto settings = target.settings();
  return settings->certificates.slots[settings->certificates.current].chain;
}

bool strong_enough(const CtrlTarget& target, X509* certificate) {
  const auto ok = check_certificate_strength(target.ctx, target.ssl, certificate, CertificateUse::own_issuer);
  if (!ok.ok()) report(ok.error(), "ssl_ctrl");
  return ok.ok();
}

// `share_it`: the caller keeps its own reference (SSL_CTX_set1_chain); else it is taken over (SSL_CTX_set0_chain).
long set_chain(const CtrlTarget& target, STACK_OF(X509)* chain, bool share_it) {
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    if (!strong_enough(target, sk_X509_value(chain, i))) return 0;
  }
  const IssuerChain::Stack next = share(chain);
  target.edit([&](Settings& settings) {
    auto& slot = current_slot(settings);
    slot.chain.set(next);
    slot.changed();
  });
  if (!share_it) sk_X509_pop_free(chain, X509_free);
  return 1;
}

// Lends the chain in use. A context's outlives connections that share it and changes that they do not see.
STACK_OF(X509)* lend_chain(const CtrlTarget& target) {
  const auto now = current_chain(target);
  if (target.ssl != nullptr || !now.in_use || now.is_lent()) return now.in_use.get();
  return target.ctx->edit([](Settings& settings) {
    auto& chain = current_slot(settings).chain;
    if (chain.in_use && !chain.is_lent()) chain.lend();
    return chain.in_use.get();
  });
}

long add_to_chain(const CtrlTarget& target, X509* certificate, bool share_it) {
  if (certificate == nullptr || !strong_enough(target, certificate)) return 0;
  target.edit([&](Settings& settings) {
    auto& slot = current_slot(settings);
    slot.chain.add(certificate);
    slot.changed();
  });
  if (!share_it) X509_free(certificate);
  return 1;
}

std::optional<long> chain_control(const CtrlTarget& target, int command, long number, void* pointer) {
  switch (command) {
    case SSL_CTRL_CHAIN:
      return set_chain(target, static_cast<STACK_OF(X509)*>(pointer), number != 0);
    case SSL_CTRL_CHAIN_CERT:
      return add_to_chain(target, static_cast<X509*>(pointer), number != 0);
    case SSL_CTRL_GET_CHAIN_CERTS:
      *static_cast<STACK_OF(X509)**>(pointer) = lend_chain(target);
      return 1;
    default:
      return std::nullopt;
  }
}

// Those of the context, lent as a slot's chain is.
STACK_OF(X509)* lend_extra(SSL_CTX* ctx) {
  return ctx->extra_certs.edit([](ExtraCertificates& extra) {
    if (extra.chain.in_use && !extra.chain.is_lent()) extra.chain.lend();
    return extra.chain.in_use.get();
  });
}

std::optional<long> extra_control(const CtrlTarget& target, int command, long number, void* pointer) {
  if (target.ssl != nullptr) return std::nullopt;
  auto& extra = target.ctx->extra_certs;
  switch (command) {
    case SSL_CTRL_EXTRA_CHAIN_CERT: {
      auto* certificate = static_cast<X509*>(pointer);
      if (certificate == nullptr) return 0;
      extra.edit([&](ExtraCertificates& next) { next.chain.add(certificate); });
      X509_free(certificate);  // it is taken over
      return 1;
    }
    case SSL_CTRL_GET_EXTRA_CHAIN_CERTS: {
      // SSL_CTX_get_extra_chain_certs falls back to the current chain; its _only form (number 1) does not.
      auto* const given = lend_extra(target.ctx);
      *static_cast<STACK_OF(X509)**>(pointer) = given != nullptr || number != 0 ? given : lend_chain(target);
      return 1;
    }
    case SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS:
      extra.edit([](ExtraCertificates& next) { next.chain.set(nullptr); });
      return 1;
    default:
      return std::nullopt;
  }
}

long select_current(const CtrlTarget& target, const X509* certificate) {
  return target.edit([&](Settings& settings) -> long {
    auto& certificates = settings.certificates;
    for (std::size_t i = 0; i < kNumSlots; ++i) {
      const auto& slot = certificates.slots[i];
      if (!slot.certificate || !slot.key || certificate == nullptr) continue;
      if (X509_cmp(slot.certificate.get(), certificate) != 0) continue;
      certificates.current = i;
      return 1;
    }
    return 0;
  });
}

long move_current(const CtrlTarget& target, long where) {
  if (where != SSL_CERT_SET_FIRST && where != SSL_CERT_SET_NEXT) return 0;
  return target.edit([&](Settings& settings) -> long {
    auto& certificates = settings.certificates;
    for (std::size_t i = where == SSL_CERT_SET_FIRST ? 0 : certificates.current + 1; i < kNumSlots; ++i) {
      if (!certificates.slots[i].certificate || !certificates.slots[i].key) continue;
      certificates.current = i;
      return 1;
    }
    return 0;
  });
}

// Without memory the caller keeps what it gave.
long set_store(const CtrlTarget& target, Own<X509_STORE> Certificates::* which, void* store, bool share_it) {
  auto* given = static_cast<X509_STORE*>(store);
  target.edit([&](Settings& settings) { settings.certificates.*which = share(given); });
  if (!share_it) X509_STORE_free(given);
  return 1;
}

std::optional<long> store_control(const CtrlTarget& target, int command, long number, void* pointer) {
  switch (command) {
    case SSL_CTRL_SET_VERIFY_CERT_STORE:
      return set_store(target, &Certificates::verify_store, pointer, number != 0);
    case SSL_CTRL_SET_CHAIN_CERT_STORE:
      return set_store(target, &Certificates::chain_store, pointer, number != 0);
    case SSL_CTRL_GET_VERIFY_CERT_STORE:
      *static_cast<X509_STORE**>(pointer) = target.settings()->certificates.verify_store.get();
      return 1;
    case SSL_CTRL_GET_CHAIN_CERT_STORE:
      *static_cast<X509_STORE**>(pointer) = target.settings()->certificates.chain_store.get();
      return 1;
    default:
      return std::nullopt;
  }
}

long set_client_types(const CtrlTarget& target, const void* types, long length) {
  if (length < 0 || length > 0xff) return 0;
  const auto* bytes = static_cast<const std::uint8_t*>(types);
  target.edit([&](Settings& settings) {
    settings.certificates.client_certificate_types.assign(bytes, bytes + (bytes != nullptr ? length : 0));
  });
  return 1;
}

std::optional<long> flag_control(const CtrlTarget& target, int command, long number, void* pointer) {
  switch (command) {
    case SSL_CTRL_SELECT_CURRENT_CERT:
      return select_current(target, static_cast<const X509*>(pointer));
    case SSL_CTRL_SET_CURRENT_CERT:
      return move_current(target, number);
    case SSL_CTRL_CERT_FLAGS:
      return target.edit([&](Settings& settings) {
        return long(settings.certificates.cert_flags |= std::uint32_t(number));
      });
    case SSL_CTRL_CLEAR_CERT_FLAGS:
      return target.edit([&](Settings& settings) {
        return long(settings.certificates.cert_flags &= ~std::uint32_t(number));
      });
    case SSL_CTRL_SET_CLIENT_CERT_TYPES:
      return set_client_types(target, pointer, number);
    case SSL_CTRL_GET_CLIENT_CERT_TYPES: {
      if (target.ssl == nullptr) return 0;
      const auto& types = facts_of(target.ssl).peer_certificate_types;
      if (pointer != nullptr) *static_cast<const unsigned char**>(pointer) = types.data();
      return long(types.size());
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<long> ctrl_certificates(const CtrlTarget& target, int command, long number, void* pointer) {
  if (const auto answer = chain_control(target, command, number, pointer)) return answer;
  if (const auto answer = extra_control(target, command, number, pointer)) return answer;
  if (const auto answer = store_control(target, command, number, pointer)) return answer;
  if (const auto answer = flag_control(target, command, number, pointer)) return answer;
  if (command == SSL_CTRL_BUILD_CERT_CHAIN) return build_chain(target, number);
  return std::nullopt;
}

}  // namespace reprise::capi

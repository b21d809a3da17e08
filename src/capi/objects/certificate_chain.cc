// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/certificate_chain.h"

#include "capi/objects/trusted.h"

namespace reprise::capi {
namespace {

using crypto::CertificateChain;
using CertificateList = std::vector<Ref<const crypto::Certificate>>;

Result<Ref<const crypto::Certificate>> parsed(const Ref<const crypto::Algorithms>& algorithms, X509* x509) {
  return crypto::Certificate::from_x509(algorithms.share(), x509);
}

Result<> append(STACK_OF(X509)* from, int first, const Ref<const crypto::Algorithms>& algorithms, CertificateList& to) {
  for (int i = first; i < sk_X509_num(from); ++i) to.push_back(TRY(parsed(algorithms, sk_X509_value(from, i))));
  return success();
}

Result<Ref<const handshake::Credential>> make_credential(const CertificateSlot& slot, const Settings& settings) {
  CertificateList certificates;
  certificates.push_back(TRY(parsed(settings.algorithms, slot.certificate.get())));
  TRY(append(slot.chain.in_use.get(), 0, settings.algorithms, certificates));
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<CertificateChain>(std::move(certificates));
  credential->lone_leaf = !slot.chain.in_use;
  credential->key = crypto::PrivateKey::sharing(settings.algorithms.share(), slot.key.get());
  return Ref<const handshake::Credential>(std::move(credential));
}

Result<Ref<const CertificateChain>> with_extra(const CertificateChain& lone, const ExtraCertificates& extra,
                                               const SSL_CTX& ctx) {
  const auto* issuers = extra.parsed.get();
  if (issuers == nullptr) {
    auto made = make_ref<ParsedIssuers>();
    TRY(append(extra.chain.in_use.get(), 0, ctx.library->algorithms, made->certificates));
    issuers = &extra.parsed.keep(Ref<const ParsedIssuers>(std::move(made)));
  }
  CertificateList certificates;
  certificates.push_back(lone.certificates().front().share());
  for (const auto& issuer : issuers->certificates) certificates.push_back(issuer.share());
  return Ref<const CertificateChain>(make_ref<CertificateChain>(std::move(certificates)));
}

// True when a search broke off and has found less than there is. libcrypto's own look-up fails for no other reason; a
// function of the program's may say that it failed, and what is known by then is sent, as OpenSSL does.
bool ran_out_of_memory(X509_STORE_CTX* building, X509_STORE* store) {
  const int error = X509_STORE_CTX_get_error(building);
  return error == X509_V_ERR_OUT_OF_MEM ||
         (error == X509_V_ERR_STORE_LOOKUP && X509_STORE_get_get_issuer(store) == nullptr);
}

// As OpenSSL does for a lone leaf: whatever of its chain the store holds, without judging it.
Result<Ref<const CertificateChain>> search(X509_STORE* store, const CertificateChain& lone, const SSL_CTX& ctx) {
  const Own<X509_STORE_CTX> building(
      X509_STORE_CTX_new_ex(ctx.lib_ctx, ctx.propq.empty() ? nullptr : ctx.propq.c_str()));
  if (!building || X509_STORE_CTX_init(building.get(), store, TRY(lone.leaf().x509()), nullptr) != 1) {
    return fail(Alert::internal_error, Reason::x509_library);
  }
  ERR_set_mark();
  X509_verify_cert(building.get());
  ERR_pop_to_mark();
  if (ran_out_of_memory(building.get(), store)) return fail(Alert::internal_error, Reason::out_of_memory);
  CertificateList certificates;
  certificates.push_back(lone.certificates().front().share());
  TRY(append(X509_STORE_CTX_get0_chain(building.get()), 1, ctx.library->algorithms, certificates));
  return Ref<const CertificateChain>(make_ref<CertificateChain>(std::move(certificates)));
}

// Where `credential` was made; null when the slot has changed since.
SlotCache* cache_of(const Settings& settings, const handshake::Credential& credential) {
  for (const auto& slot : settings.certificates.slots) {
    if (slot.cache && slot.cache->credential.get() == &credential) return slot.cache.get();
  }
  return nullptr;
}

// A search costs some ten thousandths of a second, and what is in a store hardly ever changes: so what was found counts
// for the rest of the second, unless certificates have come in or the store is another. Where the program's own code
// takes part, it is asked each time.
Result<Ref<const CertificateChain>> built_chain(X509_STORE* store, const handshake::Credential& credential, SSL* ssl) {
  const Own<X509_STORE> held = share(store);  // the program's code may put another in its place
  const auto settings = ssl->settings.share();
  auto* const cache = runs_program_code(store) ? nullptr : cache_of(*settings, credential);
  if (cache == nullptr) return search(store, *credential.chain, *ssl->ctx);
  const int num_objects = num_objects_in(store);
  const std::int64_t second = to_unix_seconds(system_now());
  if (const auto known = cache->built(); known && known->store.get() == store && known->num_objects == num_objects &&
                                         known->second == second) {
    return known->chain.share();
  }
  auto found = make_ref<BuiltChain>();
  found->store = share(store);
  found->num_objects = num_objects;
  found->second = second;
  found->chain = TRY(search(store, *credential.chain, *ssl->ctx));
  auto chain = found->chain.share();
  cache->keep(std::move(found));
  return chain;
}

}  // namespace

Result<Ref<const handshake::Credential>> credential_of(const CertificateSlot& slot, const Settings& settings) {
  if (!slot.cache) return make_credential(slot, settings);
  if (const auto* made = slot.cache->credential.get()) return Ref<const handshake::Credential>::sharing(made);
  auto& kept = slot.cache->credential.keep(TRY(make_credential(slot, settings)));
  return Ref<const handshake::Credential>::sharing(&kept);
}

Result<Ref<const CertificateChain>> chain_to_send(SSL* ssl, const handshake::Credential& credential) {
  const auto extra = ssl->ctx->extra_certs.snapshot();
  if (extra->chain.in_use) return with_extra(*credential.chain, *extra, *ssl->ctx);
  const auto store = ssl->ctx->cert_store.share_unless(ssl->settings->certificates.chain_store);
  if (!store || (ssl->settings->mode & SSL_MODE_NO_AUTO_CHAIN) != 0) return credential.chain.share();
  return built_chain(store.get(), credential, ssl);
}

}  // namespace reprise::capi

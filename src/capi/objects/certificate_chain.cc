// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/certificate_chain.h"

namespace reprise::capi {
namespace {

// As OpenSSL does for a lone leaf: whatever of its chain the stores hold, without judging it.
Own<STACK_OF(X509)> built_chain(X509* leaf, const Settings& settings, SSL_CTX& ctx) {
  X509_STORE* store =
      settings.certificates.chain_store ? settings.certificates.chain_store.get() : ctx.cert_store.get();
  const Own<X509_STORE_CTX> building(
      X509_STORE_CTX_new_ex(ctx.lib_ctx, ctx.propq.empty() ? nullptr : ctx.propq.c_str()));
  if (!building || X509_STORE_CTX_init(building.get(), store, leaf, nullptr) != 1) return nullptr;
  ERR_set_mark();
  X509_verify_cert(building.get());
  ERR_pop_to_mark();
  return Own<STACK_OF(X509)>(X509_STORE_CTX_get1_chain(building.get()));
}

Result<> append(STACK_OF(X509)* from, int first, SSL_CTX& ctx, std::vector<Ref<const crypto::Certificate>>& to) {
  for (int i = first; i < sk_X509_num(from); ++i) {
    to.push_back(TRY(crypto::Certificate::from_x509(ctx.library->algorithms.share(), sk_X509_value(from, i))));
  }
  return success();
}

Result<> append_issuers(const CertificateSlot& slot, const Settings& settings, SSL_CTX& ctx,
                        std::vector<Ref<const crypto::Certificate>>& to) {
  if (slot.chain) return append(slot.chain.get(), 0, ctx, to);
  if (ctx.extra_certs) return append(ctx.extra_certs.get(), 0, ctx, to);
  if ((settings.mode & SSL_MODE_NO_AUTO_CHAIN) != 0) return success();
  const auto chain = built_chain(slot.certificate.get(), settings, ctx);
  return append(chain.get(), 1, ctx, to);
}

}  // namespace

Result<Ref<const handshake::Credential>> make_credential(const CertificateSlot& slot, const Settings& settings,
                                                         SSL_CTX& ctx) {
  std::vector<Ref<const crypto::Certificate>> certificates;
  certificates.push_back(TRY(crypto::Certificate::from_x509(ctx.library->algorithms.share(), slot.certificate.get())));
  TRY(append_issuers(slot, settings, ctx, certificates));
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(certificates));
  credential->key = crypto::PrivateKey::sharing(ctx.library->algorithms.share(), slot.key.get());
  return Ref<const handshake::Credential>(std::move(credential));
}

}  // namespace reprise::capi

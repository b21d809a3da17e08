// SPDX-License-Identifier: Apache-2.0
// The verdict on a peer's certificates: libcrypto's X.509 verification as SSL_CTX_set_verify(3) describes it.
#include <openssl/x509v3.h>

#include "capi/certificates/security.h"
#include "capi/host/callback_host.h"
#include "capi/host/trust_anchor.h"
#include "capi/library/for_the_block.h"
#include "capi/library/reasons.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/trusted.h"
#include "crypto/verify_alert.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::Verdict;

// Whether code of the program's gets hold of the certificates while they are verified.
bool looked_at(const SSL* ssl) {
  return ssl->settings->verify_callback != nullptr || ssl->ctx->live.verify != nullptr ||
         runs_program_code(verify_store_of(ssl));
}

Result<Own<STACK_OF(X509)>> stack_of(SSL* ssl, const crypto::CertificateChain& chain) {
  Own<STACK_OF(X509)> stack(sk_X509_new_reserve(nullptr, int(chain.size())));
  if (!stack) return fail(Alert::internal_error, Reason::out_of_memory);
  auto* const own = looked_at(ssl) ? &shown(ssl, chain.leaf(), &chain) : nullptr;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    X509* const x509 = TRY(own != nullptr ? own->at(i) : chain[i].x509());
    sk_X509_push(stack.get(), share(x509).release());
  }
  return stack;
}

Result<Own<X509_STORE_CTX>> make_verification(SSL* ssl, STACK_OF(X509)* chain) {
  const auto& ctx = *ssl->ctx;
  Own<X509_STORE_CTX> verification(X509_STORE_CTX_new_ex(ctx.lib_ctx, ctx.propq.empty() ? nullptr : ctx.propq.c_str()));
  if (!verification) return fail(Alert::internal_error, Reason::out_of_memory);
  if (X509_STORE_CTX_init(verification.get(), verify_store_of(ssl), sk_X509_value(chain, 0), chain) != 1) {
    return fail(Alert::internal_error, Reason::x509_library);
  }
  auto* param = X509_STORE_CTX_get0_param(verification.get());
  X509_VERIFY_PARAM_set_auth_level(param, ssl->settings->security_level);
  if (X509_STORE_CTX_set_ex_data(verification.get(), SSL_get_ex_data_X509_STORE_CTX_idx(), ssl) == 0) {
    return fail(Alert::internal_error, Reason::internal);
  }
  // The purpose's defaults first, then what the application set.
  X509_STORE_CTX_set_default(verification.get(), ssl->side == Side::client ? "ssl_server" : "ssl_client");
  X509_VERIFY_PARAM_set1(param, const_cast<X509_VERIFY_PARAM*>(ssl->current_param()));
  static_assert(SSL_CERT_FLAG_SUITEB_128_LOS == X509_V_FLAG_SUITEB_128_LOS);
  X509_VERIFY_PARAM_set_flags(param, ssl->settings->certificates.cert_flags & X509_V_FLAG_SUITEB_128_LOS);
  if (ssl->settings->verify_callback != nullptr) {
    X509_STORE_CTX_set_verify_cb(verification.get(), ssl->settings->verify_callback);
  }
  return verification;
}

// 1 accepted, 0 or less refused.
int run(SSL* ssl, X509_STORE_CTX* verification) {
  const auto& live = ssl->ctx->live;
  return live.verify != nullptr ? live.verify(verification, live.verify_arg) : X509_verify_cert(verification);
}

void keep_outcome(SSL* ssl, X509_STORE_CTX* verification) {
  ssl->verified_chain.reset(X509_STORE_CTX_get0_chain(verification) != nullptr ? X509_STORE_CTX_get1_chain(verification)
                                                                               : nullptr);
  // The name that matched lies in the verification's own parameters: SSL_get0_peername looks for it in ours.
  auto* used = X509_STORE_CTX_get0_param(verification);
  auto* own = X509_VERIFY_PARAM_get0_peername(used) != nullptr ? ssl->own_param() : ssl->param.get();
  if (own != nullptr) X509_VERIFY_PARAM_move_peername(own, used);
}

}  // namespace

Answer<Verdict> CallbackHost::verify_peer(const crypto::CertificateChain& candidate, const handshake::Facts&) {
  const auto stack = TRY(stack_of(ssl_, candidate));
  const auto verification = TRY(make_verification(ssl_, stack.get()));
  // Before any code of the program's runs that may change what the verdict hangs on.
  const auto scope = ssl_->side == Side::server ? TRY(trust_scope()) : session::TrustScope{};
  ERR_set_mark();
  ssl_->want = Want::nothing;
  const int accepted = [&] {
    const ForTheBlock shown(candidate_, &candidate);
    return run(ssl_, verification.get());
  }();
  ERR_pop_to_mark();
  keep_outcome(ssl_, verification.get());
  // SSL_set_retry_verify(3): the answer was none.
  if (ssl_->want == Want::retry_verify && accepted > 0) return handshake::not_yet<Verdict>();
  const long result = X509_STORE_CTX_get_error(verification.get());
  // A server has asked for the certificate that it sees, whatever its mode has become.
  const bool must_accept = ssl_->side == Side::server || ssl_->settings->verify_mode != SSL_VERIFY_NONE;
  return std::optional(Verdict{.accepted = accepted > 0 || !must_accept,
                               .alert = crypto::alert_of_verify_result(result),
                               .result = result,
                               .scope = scope,
                               .anchor = anchor_of(verification.get())});
}

}  // namespace reprise::capi

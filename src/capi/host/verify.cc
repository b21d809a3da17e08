// SPDX-License-Identifier: Apache-2.0
// The verdict on a peer's certificates: libcrypto's X.509 verification as SSL_CTX_set_verify(3) describes it.
#include "capi/host/callback_host.h"
#include "capi/host/trust_anchor.h"
#include "capi/library/for_the_block.h"
#include "capi/library/reasons.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/trusted.h"
#include "capi/objects/verification.h"
#include "crypto/verify_alert.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::Verdict;

Result<Own<STACK_OF(X509)>> stack_of(SSL* ssl, const crypto::CertificateChain& chain) {
  Own<STACK_OF(X509)> stack(sk_X509_new_reserve(nullptr, int(chain.size())));
  if (!stack) return fail(Alert::internal_error, Reason::out_of_memory);
  auto* const own = looks_at_certificates(ssl) ? &shown_candidate(ssl, chain) : nullptr;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    X509* const x509 = TRY(own != nullptr ? own->at(i) : chain[i].x509());
    sk_X509_push(stack.get(), share(x509).release());
  }
  return stack;
}

Result<StoreContext> make_verification(SSL* ssl, STACK_OF(X509)* chain) {
  auto verification = TRY(new_verification(ssl, sk_X509_value(chain, 0), chain));
  if (X509_STORE_CTX_set_ex_data(verification.get(), SSL_get_ex_data_X509_STORE_CTX_idx(), ssl) == 0) {
    return fail(Alert::internal_error, Reason::internal);
  }
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

}  // namespace

Answer<Verdict> CallbackHost::verify_peer(const crypto::CertificateChain& candidate, const handshake::Facts&) {
  const auto stack = TRY(stack_of(ssl_, candidate));
  const auto verification = TRY(make_verification(ssl_, stack.get()));
  // Before any code of the program's runs that may change what the verdict hangs on.
  const auto scope = ssl_->side == Side::server ? TRY(trust_scope_of(verification.get())) : session::TrustScope{};
  ERR_set_mark();
  ssl_->want = Want::nothing;
  const int accepted = [&] {
    const ForTheBlock shown(candidate_, &candidate);
    return run(ssl_, verification.get());
  }();
  ERR_pop_to_mark();
  // SSL_set_retry_verify(3): the answer was none.
  if (ssl_->want == Want::retry_verify && accepted > 0) return handshake::not_yet<Verdict>();
  shown_candidate(ssl_, candidate).keep(std::make_unique<Verification>(verification.get()));
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

// SPDX-License-Identifier: Apache-2.0
// What a server's verdict on a client hangs on, and whether it still does.
#include "capi/host/callback_host.h"
#include "capi/host/trust_anchor.h"
#include "capi/objects/settings_hash.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/trusted.h"
#include "capi/objects/verification.h"

namespace reprise::capi {
namespace {

// The same where the store has folders: walks from the client's certificate to the anchor, as far as the certificates
// between them are the server's own.
bool finds(KnownAnchors& known, X509_STORE* store, Bytes anchor, X509* certificate) {
  constexpr int kMaxDepth = 16;
  const Own<X509_STORE_CTX> search(X509_STORE_CTX_new());
  if (!search || X509_STORE_CTX_init(search.get(), store, nullptr, nullptr) != 1) return false;
  Own<X509_OBJECT> issuer;  // lends the certificate that the next step looks at
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    Own<X509_OBJECT> next(X509_OBJECT_new());
    const auto* name = X509_get_issuer_name(certificate);
    if (!next || X509_STORE_CTX_get_by_subject(search.get(), X509_LU_X509, name, next.get()) != 1) return false;
    if (known.hold(store, anchor)) return true;
    certificate = X509_OBJECT_get0_X509(next.get());
    issuer = std::move(next);
    if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(certificate)) == 0) return false;
  }
  return false;
}

}  // namespace

std::optional<session::AnchorId> anchor_of(X509_STORE_CTX* verification) {
  const auto* chain = X509_STORE_CTX_get0_chain(verification);
  const int size = chain != nullptr ? sk_X509_num(chain) : 0;
  if (size == 0 || X509_STORE_CTX_get_error(verification) != X509_V_OK) return std::nullopt;
  // Where a callback was content with less, the chain ends at something that the peer sent.
  if (X509_STORE_CTX_get_num_untrusted(verification) >= size) return std::nullopt;
  return id_of(sk_X509_value(chain, size - 1));
}

// Nothing of a process in it, so that all servers with the same settings, and those that come after them, resume each
// other's sessions.
Result<session::TrustScope> CallbackHost::trust_scope_of(X509_STORE_CTX* verification) {
  const auto& config = this->config();
  auto hash = TRY(crypto::PartsHash::start(*config.algorithms));
  hash.add(bytes_of("trust in clients"));
  add_number(std::size_t(config.client_certificate), hash);
  add_number(config.switches.certificate_when_asked, hash);
  add_number(std::size_t(config.security_level), hash);
  add_terms(ssl_, verification, hash);
  const auto names = ca_names_to_send(ssl_);
  add_number(names.size(), hash);
  for (const auto& name : names) hash.add(name);
  if (const auto& offer = facts_of(ssl_).offer) hash.add(bytes_of(offer->server_name));
  return std::move(hash).finish();
}

Result<session::TrustScope> CallbackHost::trust_scope() {
  const auto verification = TRY(new_verification(ssl_, nullptr, nullptr));
  return trust_scope_of(verification.get());
}

bool CallbackHost::still_trusts(const session::SessionData& session) {
  const Bytes anchor = session::anchor_in(session.client_trust());
  if (anchor.empty() || session.peer() == nullptr) return true;
  const crypto::QuietErrors quiet;
  const auto certificate = session.peer()->x509();
  const auto verification = new_verification(ssl_, nullptr, nullptr);
  if (!certificate.ok() || !verification.ok()) return false;
  if (!leaf_stands(certificate.value(), verification.value().get())) return false;
  auto* const store = verification.value().store.get();
  if (store == nullptr) return false;
  auto& known = ssl_->ctx->known_anchors;
  return known.hold(store, anchor) || finds(known, store, anchor, certificate.value());
}

}  // namespace reprise::capi

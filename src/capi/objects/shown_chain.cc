// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/shown_chain.h"

#include <utility>

#include "capi/objects/current_session.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

// That of the connection's session, so that both ways to it lead to the same object; null when it has another peer.
Own<X509> leaf_of_session(const SSL* ssl, const crypto::Certificate& leaf) {
  auto* session = current_session(ssl);
  return session != nullptr && session->data().peer() == &leaf ? share(shown_peer(*session)) : nullptr;
}

}  // namespace

ShownChain::ShownChain(const crypto::Certificate& leaf, const crypto::CertificateChain* chain, Own<X509> shown_leaf)
    : leaf_(Ref<const crypto::Certificate>::sharing(&leaf)),
      chain_(Ref<const crypto::CertificateChain>::sharing(chain)),
      parsed_(chain != nullptr ? chain->size() : 1) {
  parsed_.front() = std::move(shown_leaf);
}

Result<X509*> ShownChain::at(std::size_t index) {
  auto& parsed = parsed_[index];
  if (!parsed) parsed.reset(TRY(certificate(index).new_x509()).release());
  return parsed.get();
}

Result<STACK_OF(X509)*> ShownChain::stack(std::size_t first) {
  if (stack_) return stack_.get();
  Own<STACK_OF(X509)> made(sk_X509_new_reserve(nullptr, int(parsed_.size())));
  if (!made) return fail(Alert::internal_error, Reason::out_of_memory);
  for (std::size_t i = first; i < parsed_.size(); ++i) sk_X509_push(made.get(), share(TRY(at(i))).release());
  stack_ = std::move(made);
  return stack_.get();
}

Result<> ShownChain::replace_shared(STACK_OF(X509)* stack) {
  for (std::size_t i = 0; i < parsed_.size(); ++i) {
    X509* const common = certificate(i).parsed();
    for (int j = 0; j < sk_X509_num(stack); ++j) {
      if (common == nullptr || sk_X509_value(stack, j) != common) continue;
      sk_X509_set(stack, j, share(TRY(at(i))).release());
      X509_free(common);
    }
  }
  return success();
}

ShownChain& shown(const SSL* ssl, const crypto::Certificate& leaf, const crypto::CertificateChain* chain) {
  auto& last = ssl->shown_chain;
  if (last && last->is_of(leaf, chain)) return *last;
  std::swap(last, ssl->shown_before);
  if (!last || !last->is_of(leaf, chain)) last = make_ref<ShownChain>(leaf, chain, leaf_of_session(ssl, leaf));
  return *last;
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/shown_chain.h"

#include <utility>

#include "capi/objects/current_session.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/verification.h"

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

ShownChain::~ShownChain() = default;

void ShownChain::keep(std::unique_ptr<Verification> verification) { verification_ = std::move(verification); }

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

namespace {

// What was found about a candidate, and seen of it, is the peer's once that is who has proved to be it. Nobody tells
// us: each Certificate brings a chain object of its own, and the facts say whose the proof was.
void note_proof(const SSL* ssl) {
  const auto& peer = facts_of(ssl).peer;
  const auto& candidate = ssl->shown_candidate;
  if (peer && candidate && candidate->is_of(*peer.leaf(), peer.chain())) ssl->shown_peer = candidate.share();
}

}  // namespace

ShownChain& shown_peer(const SSL* ssl) {
  note_proof(ssl);
  const auto& peer = facts_of(ssl).peer;
  if (!ssl->shown_peer || !ssl->shown_peer->is_of(*peer.leaf(), peer.chain())) {
    ssl->shown_peer = make_ref<ShownChain>(*peer.leaf(), peer.chain(), nullptr);
  }
  if (!ssl->shown_peer->leaf_was_seen()) ssl->shown_peer->see_leaf_as(leaf_of_session(ssl, *peer.leaf()));
  return *ssl->shown_peer;
}

ShownChain& shown_candidate(const SSL* ssl, const crypto::CertificateChain& chain) {
  note_proof(ssl);
  const auto& leaf = chain.leaf();
  const auto is_shown = [&](const Ref<ShownChain>& shown) { return shown && shown->is_of(leaf, &chain); };
  if (!is_shown(ssl->shown_candidate)) {
    // A peer that is verified again is the candidate and the peer at once.
    ssl->shown_candidate = is_shown(ssl->shown_peer)
                               ? ssl->shown_peer.share()
                               : make_ref<ShownChain>(leaf, &chain, leaf_of_session(ssl, leaf));
  }
  return *ssl->shown_candidate;
}

Verification* verification_of(const SSL* ssl) {
  note_proof(ssl);
  const auto& peer = facts_of(ssl).peer;
  if (!peer) return nullptr;
  // A peer that is known by its leaf alone is another chain when that is verified again.
  for (const auto* seen : {&ssl->shown_candidate, &ssl->shown_peer}) {
    if (*seen && (*seen)->is_of(peer) && (*seen)->verification() != nullptr) return (*seen)->verification();
  }
  return nullptr;
}

}  // namespace reprise::capi

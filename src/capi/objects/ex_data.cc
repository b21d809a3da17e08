// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/ex_data.h"

#include <openssl/crypto.h>

#include <memory>
#include <new>

#include "capi/ledger/ledger.h"

namespace reprise::capi {
namespace {

void free_extras(session::Session& session) {
  auto* extras = static_cast<SessionExtras*>(session.take_user());
  if (extras == nullptr) return;
  CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, to_c(&session), &extras->ex_data);
  delete extras;
}

void end_session(session::Session& session, void*) {
  free_extras(session);
  ledger::ended(session);
}

constexpr session::SessionHooks kHooks{.last_release = end_session};

// Makes `session` ready to be seen by C. False when there is no memory for what C hangs on it.
bool expose(session::Session& session) {
  const bool whole = extras_of(session) != nullptr;
  if (!whole) ledger::unknown(session);
  return whole;
}

// New extras in the slot of `session`, or those that another thread put there meanwhile.
SessionExtras* claim(session::Session& session, std::unique_ptr<SessionExtras> extras) {
  if (session.claim_user(extras.get(), kHooks)) return extras.release();
  CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, to_c(&session), &extras->ex_data);
  return static_cast<SessionExtras*>(session.user());
}

// Those of `extras`, made now if there are none. Throws bad_alloc.
ShownPeers& peers_of(SessionExtras& extras) {
  auto* there = extras.peers.load(std::memory_order_acquire);
  if (there != nullptr) return *there;
  auto made = make_ref<ShownPeers>();
  if (!extras.peers.compare_exchange_strong(there, made.get(), std::memory_order_acq_rel)) return *there;
  return *std::move(made).leak();
}

std::unique_ptr<SessionExtras> make_extras(session::Session& session) {
  std::unique_ptr<SessionExtras> extras(new (std::nothrow) SessionExtras);
  if (!extras) return nullptr;
  const int made = CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, to_c(&session), &extras->ex_data);
  return made == 1 ? std::move(extras) : nullptr;
}

}  // namespace

struct ShownPeers::Shown {
  X509* find(const crypto::Certificate& peer) const {
    const Shown* at = this;
    while (at != nullptr && at->of.get() != &peer) at = at->older;
    return at != nullptr ? at->object.get() : nullptr;
  }

  Ref<const crypto::Certificate> of;
  crypto::X509Ptr object;
  Shown* older;
};

ShownPeers::~ShownPeers() {
  for (auto* shown = newest_.load(std::memory_order_relaxed); shown != nullptr;) {
    const std::unique_ptr<Shown> gone(shown);
    shown = gone->older;
  }
}

X509* ShownPeers::of(const crypto::Certificate& peer) {
  Shown* newest = newest_.load(std::memory_order_acquire);
  if (X509* known = newest != nullptr ? newest->find(peer) : nullptr) return known;
  auto parsed = peer.new_x509();
  if (!parsed.ok()) return nullptr;
  std::unique_ptr<Shown> made(
      new Shown{Ref<const crypto::Certificate>::sharing(&peer), std::move(parsed.value()), newest});
  while (!newest_.compare_exchange_weak(made->older, made.get(), std::memory_order_acq_rel)) {
    if (X509* known = made->older->find(peer)) return known;  // another thread was faster
  }
  return made.release()->object.get();
}

SessionExtras::~SessionExtras() {
  EVP_PKEY_free(peer_rpk.load(std::memory_order_relaxed));
  const auto last = Ref<ShownPeers>::adopt(peers.load(std::memory_order_acquire));
}

SessionExtras* extras_of(session::Session& session) {
  if (auto* there = session.user(); there != nullptr) return static_cast<SessionExtras*>(there);
  auto extras = make_extras(session);
  return extras ? claim(session, std::move(extras)) : nullptr;
}

X509* shown_peer(session::Session& session) {
  const auto data = session.share_data();
  auto* extras = data->peer() != nullptr ? extras_of(session) : nullptr;
  if (extras == nullptr) return nullptr;
  return peers_of(*extras).of(*data->peer());
}

SSL_SESSION* lend(session::Session* session, const char* by, const void* callback) {
  if (session != nullptr && expose(*session)) ledger::lent(*session, by, callback);
  return to_c(session);
}

SSL_SESSION* hand_over(Ref<session::Session> session, const char* by, const void* callback) {
  if (session && expose(*session)) ledger::given(*session, by, callback);
  return to_c(std::move(session).leak());
}

Result<> copy_ex_data(const session::Session& from, session::Session& to) {
  auto* source = static_cast<SessionExtras*>(from.user());
  if (source == nullptr) return success();
  auto peers = Ref<ShownPeers>::sharing(from.data().peer() != nullptr ? &peers_of(*source) : nullptr);
  auto extras = make_extras(to);
  if (!extras) return fail_silently(Reason::out_of_memory);
  if (CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, &extras->ex_data, &source->ex_data) != 1) {
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, to_c(&to), &extras->ex_data);
    return fail(Alert::internal_error, Reason::callback_failed);
  }
  extras->peers = std::move(peers).leak();
  claim(to, std::move(extras));
  return success();
}

Result<Ref<session::Session>> copy_session(const session::Session& source) {
  const auto data = source.share_data();
  auto copy = session::Session::create(session::SessionData::make(data->fields()), source.time(), source.timeout_s());
  if (source.not_resumable()) copy->mark_not_resumable();
  TRY(copy_ex_data(source, *copy));
  return copy;
}

}  // namespace reprise::capi

using namespace reprise::capi;

extern "C" {

int SSL_SESSION_set_ex_data(SSL_SESSION* session, int index, void* data) {
  if (ledger::refuses(session)) return 0;
  auto* extras = extras_of(*from_c(session));
  return extras != nullptr ? CRYPTO_set_ex_data(&extras->ex_data, index, data) : 0;
}

void* SSL_SESSION_get_ex_data(const SSL_SESSION* session, int index) {
  if (ledger::gone(from_c(session), __func__)) return nullptr;
  const auto* extras = static_cast<const SessionExtras*>(from_c(session)->user());
  return extras != nullptr ? CRYPTO_get_ex_data(&extras->ex_data, index) : nullptr;
}

}  // extern "C"

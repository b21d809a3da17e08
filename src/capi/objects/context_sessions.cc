// SPDX-License-Identifier: Apache-2.0
// The session cache of an SSL_CTX as programs see it: what goes in and out, and who is told.
#include "capi/objects/context_sessions.h"

#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/library/later_api.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_ctx.h"

namespace reprise::capi {
namespace {

void count(std::atomic<int>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

// Tells the application that `session` has left the cache; holds a reference for as long as that takes.
void tell_removed(SSL_CTX* ctx, session::Session& session) {
  if (ctx->sessions.remove_callback == nullptr) return;
  const auto held = Ref<session::Session>::sharing(&session);
  const auto callback = ctx->sessions.remove_callback;
  callback(ctx, lend(&session, "remove_session_cb", ledger::address_of(callback)));
}

// Deviation: what had to make room stays resumable. Eviction is about memory; whoever holds or is resuming the session
// goes on, where OpenSSL makes the handshake fail or the caller's session useless.
void drop_evicted(SSL_CTX* ctx, session::RemovedEntries& removed) {
  for (auto& item : removed) {
    count(ctx->sessions.counters.cache_full);
    tell_removed(ctx, *item.session);
  }
}

// The caller's reference, for as long as a call lasts, without counting it.
class Borrowed {
 public:
  explicit Borrowed(session::Session* session) : session_(Ref<session::Session>::adopt(session)) {}
  ~Borrowed() { (void)std::move(session_).leak(); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  const Ref<session::Session>& get() const { return session_; }

 private:
  Ref<session::Session> session_;
};

void end(SSL_CTX* ctx, session::Session& session) {
  session.mark_not_resumable();
  tell_removed(ctx, session);
}

}  // namespace

std::unique_ptr<session::SessionCache> make_session_cache(const SSL_CTX& ctx) {
  session::CacheKey key{};
  // Without random bytes the cache still works; that ids cannot be made to collide is then not assured.
  (void)ctx.library->random.fill_private(key).ok();
  return std::make_unique<session::SessionCache>(session::CacheOptions{}, key);
}

std::unique_ptr<session::TicketSealer> make_ticket_sealer(const SSL_CTX& ctx) {
  auto& library = *ctx.library;
  auto sealer = std::make_unique<session::TicketSealer>(library.algorithms.share(), library.random, library.interner);
  // Now, so that processes forked later open each other's tickets. Should it fail, the first ticket tries again.
  (void)sealer->prepare(unix_seconds_now()).ok();
  return sealer;
}

int add_session(SSL_CTX* ctx, const Ref<session::Session>& session) {
  auto& sessions = ctx->sessions;
  const std::int64_t now = unix_seconds_now();
  const bool updates_time = (sessions.cache_mode & SSL_SESS_CACHE_UPDATE_TIME) != 0;
  if (updates_time) session->set_time(now);
  auto result = sessions.cache->add(session, now);
  if (updates_time && result.outcome == session::AddOutcome::already_there) sessions.cache->reschedule(*session);
  // Deviation: OpenSSL replaces in silence, and whoever mirrors the cache by its callbacks keeps what is gone.
  if (result.replaced) tell_removed(ctx, *result.replaced);
  drop_evicted(ctx, result.removed);
  return result.outcome == session::AddOutcome::added || result.outcome == session::AddOutcome::replaced;
}

// Compat: goes by id and version, whichever object the cache holds; the one given is marked and handed to the callback,
// even when the cache holds none.
int remove_session(SSL_CTX* ctx, session::Session& session) {
  const auto& data = session.data();
  if (data.session_id().empty()) return 0;
  const auto removed = ctx->sessions.cache->remove(data.session_id(), data.version());
  end(ctx, session);
  return bool(removed);
}

void flush_sessions(SSL_CTX* ctx, std::int64_t unix_seconds) {
  const auto drop = [ctx](session::RemovedEntry removed) { end(ctx, *removed.session); };
  if (unix_seconds == 0) {
    ctx->sessions.cache->remove_all(drop);
  } else {
    ctx->sessions.cache->flush(unix_seconds, drop);
  }
}

void drop_expired(SSL_CTX* ctx, session::Session& session) { end(ctx, session); }

}  // namespace reprise::capi

using namespace reprise;
using namespace reprise::capi;

extern "C" {

int SSL_CTX_add_session(SSL_CTX* ctx, SSL_SESSION* session) {
  if (ledger::refuses(session)) return 0;
  int added = 0;
  const int had_memory = guard([&]() -> Result<> {
    const Borrowed borrowed(from_c(session));
    added = add_session(ctx, borrowed.get());
    return success();
  });
  if (had_memory == 0 || added == 0) return 0;
  if (ledger::is_on) [[unlikely]] {
    ledger::enter_cached(*from_c(session), is_in_another_cache(*from_c(session), *ctx->sessions.cache), __func__);
  }
  return 1;
}

int SSL_CTX_remove_session(SSL_CTX* ctx, SSL_SESSION* session) {
  return session != nullptr && !ledger::refuses(session) ? remove_session(ctx, *from_c(session)) : 0;
}

void SSL_CTX_flush_sessions(SSL_CTX* ctx, long time) { flush_sessions(ctx, time); }
void SSL_CTX_flush_sessions_ex(SSL_CTX* ctx, time_t time) { flush_sessions(ctx, time); }

LHASH_OF(SSL_SESSION)* SSL_CTX_sessions(SSL_CTX* ctx) {
  return pointer_from([&]() -> LHASH_OF(SSL_SESSION)* {
    auto listing = SessionListing::of(*ctx->sessions.cache);
    if (!listing) return nullptr;
    auto* table = reinterpret_cast<LHASH_OF(SSL_SESSION)*>(listing->table());
    ctx->sessions.listings->keep(std::move(listing));
    return table;
  });
}

}  // extern "C"

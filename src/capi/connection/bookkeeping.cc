// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/bookkeeping.h"

#include "capi/sessions/explanation.h"

namespace reprise::capi {
namespace {

constexpr int kFlushEvery = 0xff;  // the low bits of the count of good handshakes, all set

// Compat: in the handshake that follows 255 good ones, 511, and so on. `good` are those before it.
void flush_sometimes(SSL* ssl, int direction, int good) {
  auto* ctx = ssl->session_ctx.get();
  const int mode = ctx->sessions.cache_mode;
  if ((mode & direction) != direction || (mode & SSL_SESS_CACHE_NO_AUTO_CLEAR) != 0) return;
  if ((good & kFlushEvery) == kFlushEvery) flush_sessions(ctx, unix_seconds_now());
}

}  // namespace

void note_handshake_start(SSL* ssl) {
  if (ssl->counted_start) return;
  ssl->counted_start = true;
  ssl->shutdown = 0;  // Compat: what was set before is of the last connection
  auto& counters = ssl->session_ctx->sessions.counters;
  (ssl->side == Side::client ? counters.connect : counters.accept).fetch_add(1, std::memory_order_relaxed);
}

void note_handshake_end(SSL* ssl) {
  if (ssl->counted_end || !ssl->engine->handshake_complete()) return;
  ssl->counted_end = true;
  ssl->session_ctx->sessions.outcomes.count(facts_of(ssl).outcome());
  explain_outcome(ssl);
  auto& counters = ssl->session_ctx->sessions.counters;
  if (ssl->side == Side::client) {
    // Compat: a client misses too, when what it offers is not taken; the manual page knows misses of servers alone.
    if (facts_of(ssl).resumed) {
      counters.hits.fetch_add(1, std::memory_order_relaxed);
    } else if (ssl->offered && ssl->offered->is_resumable()) {
      counters.misses.fetch_add(1, std::memory_order_relaxed);
    }
    flush_sometimes(ssl, SSL_SESS_CACHE_CLIENT, counters.connect_good.fetch_add(1, std::memory_order_relaxed));
  } else {
    // Compat: counted where the name led to, as its beginning is (host/server.cc).
    auto& good = ssl->ctx->sessions.counters.accept_good;
    flush_sometimes(ssl, SSL_SESS_CACHE_SERVER, good.fetch_add(1, std::memory_order_relaxed));
  }
}

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/call.h"

namespace reprise::capi {
namespace {

// Who has lent something that a call which goes `way` would move.
Thread in_the_way(const SSL* ssl, Way way) {
  const bool apart = ssl->engine && ssl->engine->handshake_complete();
  if (apart) return ssl->lent[way];
  return ssl->lent.in != kNobody ? ssl->lent.in : ssl->lent.out;
}

}  // namespace

bool wait_for_way_in_use(SSL* ssl, Way way) {
  for (;;) {
    const Thread other = in_the_way(ssl, way);
    if (other == kNobody) return true;
    // A step that is half done cannot give the turn back, so what it calls cannot wait.
    if (other == pthread_self() || (ssl->engine && ssl->engine->busy())) return false;
    ssl->turn.wait_for_return();
  }
}

bool is_called_by_bio(const SSL* ssl) { return in_the_way(ssl, Way::out) == pthread_self(); }

std::optional<Stop> stop_of_this_thread(const SSL* ssl) {
  if (!is_used_by_two(ssl)) return std::nullopt;
  for (const Stop& stop : {ssl->stops.in, ssl->stops.out}) {
    if (stop.thread == pthread_self()) return stop;
  }
  return std::nullopt;
}

}  // namespace reprise::capi

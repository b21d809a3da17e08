// SPDX-License-Identifier: Apache-2.0
// Calls at one connection that come at once: in several threads, or from a BIO that it is waiting for
// (docs/decisions/0094).
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// A call that moves bytes or takes steps. It has the turn, unless it comes from inside of one that has it already; what
// it leaves in ssl->want is kept for SSL_get_error of this thread.
class Call {
 public:
  Call(SSL* ssl, Way way) : ssl_(ssl), way_(way), has_taken_turn_(!Turn::is_for_one() && ssl->turn.take()) {
    if (has_taken_turn_) ssl->stops[way].thread = pthread_self();
  }
  ~Call() {
    if (!has_taken_turn_) return;
    const Way waits_for = ssl_->want == Want::writing ? Way::out : Way::in;
    ssl_->stops[way_].want = ssl_->want;
    ssl_->stops[way_].bio_error = ssl_->bio_error[waits_for];
    ssl_->turn.give_back();
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  SSL* ssl_;
  Way way_;
  bool has_taken_turn_;
};

// Waits until no other thread's BIO is in the way of a call that goes `way`: that is one which goes the same way, and
// any during the handshake. With the turn. False: the BIO that is in the way has made this call.
bool wait_for_way_in_use(SSL* ssl, Way way);
inline bool wait_for_way(SSL* ssl, Way way) {
  if (ssl->lent.in == kNobody && ssl->lent.out == kNobody) [[likely]] return true;
  return wait_for_way_in_use(ssl, way);
}

// Whether this call, which goes out, is one that wait_for_way() refuses for its thread.
bool is_called_by_bio(const SSL* ssl);

// Whether the last calls each way are of two threads.
inline bool is_used_by_two(const SSL* ssl) {
  const Thread in = ssl->stops.in.thread, out = ssl->stops.out.thread;
  return in != out && in != kNobody && out != kNobody;
}

// How this thread's last call ended, where two threads use the connection. Nothing where one does: then ssl->want and
// the BIOs say it. With the turn.
std::optional<Stop> stop_of_this_thread(const SSL* ssl);

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// One connection between a cell's judge and its peer, and what the judge's program is told of the peer.
#ifndef AUTHENTICATION_VISIT_H
#define AUTHENTICATION_VISIT_H

#include "matrix.h"

struct visit {
  const struct cell *cell;
  const struct contexts *contexts;
  int number;            // from 1
  struct policy policy;  // of the judge's name that is visited
  const char *name;      // that name
  SSL_SESSION *offer;    // null: none
};

// What a program can see of the peer at one moment.
struct facts {
  long result;
  enum credential peer, in_session;
  long result_in_session;
};

struct outcome {
  int finished;            // the judge's handshake
  int asked;               // after the handshake: 1 asked, 0 not, -1 could not
  int alert_sent, alert_read;  // 0: none
  int reused;
  char peer_name[64];
  int data;                // bytes of the peer's that the judge's program got
  int early;               // of these, bytes of early data; `at_early` is what was said then
  int told_key;            // the judge has sent its ClientKeyExchange
  struct facts at_early, at_end;
  SSL_SESSION *session;    // that can be offered next time, owned; may be null
};

struct outcome make_visit(const struct visit *visit);

#endif

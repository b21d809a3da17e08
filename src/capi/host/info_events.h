// SPDX-License-Identifier: Apache-2.0
// What SSL_CTX_set_info_callback(3) is told, besides what the engine's observer hears.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Calls the info callback in force, if there is one.
void inform(const SSL* ssl, int where, int value);
// Tells of the end of a run: SSL_CB_CONNECT_EXIT or SSL_CB_ACCEPT_EXIT.
void inform_of_exit(const SSL* ssl, int value);

// One run at a handshake, as SSL_CB_CONNECT_EXIT and SSL_CB_ACCEPT_EXIT end it: with 1 when it is complete, with -1
// when the call returns before that. A call on a connection that is complete or dead is no such run.
class HandshakeRun {
 public:
  explicit HandshakeRun(SSL* ssl);
  HandshakeRun(const HandshakeRun&) = delete;
  HandshakeRun& operator=(const HandshakeRun&) = delete;

  // To be called after each step: tells when the handshake has become complete.
  void stepped();
  // To be called when the call is about to return. No destructor: the callback may throw.
  void returns();

 private:
  SSL* ssl_;
  bool open_;
};

}  // namespace reprise::capi

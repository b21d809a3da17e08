// SPDX-License-Identifier: Apache-2.0
#include "capi/host/callback_host.h"

#include <memory>

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

engine::Connection* connection_of(SSL* ssl) {
  if (ssl->engine || ssl->side == Side::undecided) return ssl->engine.get();
  ssl->host = std::make_unique<CallbackHost>(ssl);
  ssl->engine = std::make_unique<engine::Connection>(
      ssl->side == Side::client ? handshake::Role::client : handshake::Role::server, *ssl->host);
  ssl->engine->facts().verify_result = ssl->first_verify_result;
  if (ssl->side == Side::client && ssl->offered) ssl->engine->offer(ssl->offered.share());
  apply_record_options(ssl);
  watch_if_wanted(ssl);
  return ssl->engine.get();
}

}  // namespace reprise::capi

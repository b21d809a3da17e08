// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/key_updates.h"

#include "capi/connection/call.h"
#include "capi/library/raise.h"

using namespace reprise;
using namespace reprise::capi;

namespace reprise::capi {

Result<> send_due_key_update(SSL* ssl) {
  if (ssl->key_update_type == SSL_KEY_UPDATE_NONE) [[likely]] return success();
  const bool ask_back = ssl->key_update_type == SSL_KEY_UPDATE_REQUESTED;
  ssl->key_update_type = SSL_KEY_UPDATE_NONE;
  return ssl->engine->update_keys(ask_back ? handshake::RequestUpdate::yes : handshake::RequestUpdate::no);
}

}  // namespace reprise::capi

namespace {

// Why no update can be asked for now; 0 when it can.
int obstacle(const SSL* ssl, int type) {
  if (facts_of(ssl).version != TLS1_3_VERSION) return SSL_R_WRONG_SSL_VERSION;
  if (type != SSL_KEY_UPDATE_NOT_REQUESTED && type != SSL_KEY_UPDATE_REQUESTED) return SSL_R_INVALID_KEY_UPDATE_TYPE;
  if (SSL_is_init_finished(ssl) == 0) return SSL_R_STILL_IN_INIT;
  return ssl->pending_write.active ? SSL_R_BAD_WRITE_RETRY : 0;
}

}  // namespace

extern "C" {

int SSL_key_update(SSL* ssl, int type) {
  const Call call(ssl, Way::out);
  if (const int reason = obstacle(ssl, type); reason != 0) {
    raise(reason, "SSL_key_update", "%s", "");
    return 0;
  }
  ssl->key_update_type = type;
  return 1;
}

int SSL_get_key_update_type(const SSL* ssl) {
  if (ssl->key_update_type != SSL_KEY_UPDATE_NONE || ssl->engine == nullptr) return ssl->key_update_type;
  return ssl->engine->owes_key_update() ? SSL_KEY_UPDATE_NOT_REQUESTED : SSL_KEY_UPDATE_NONE;
}

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
// SSL_do_handshake and its kin.
#include "capi/connection/call.h"
#include "capi/connection/drive.h"
#include "capi/connection/early_data_phase.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Whether a message waits to be sent that the application has asked for.
// While a write is to be repeated, it does not count.
bool something_is_due(const SSL* ssl) {
  return (ssl->due_tickets != 0 && ssl->pending_write.taken == 0) || ssl->key_update_type != SSL_KEY_UPDATE_NONE;
}

// A method for one side only does not do the other's part.
bool method_lacks_side(const SSL* ssl) {
  using MethodSide = ssl_method_st::Side;
  return (ssl->side == Side::server && ssl->method()->side == MethodSide::client) ||
         (ssl->side == Side::client && ssl->method()->side == MethodSide::server);
}

int do_handshake(SSL* ssl, const char* function) {
  if (method_lacks_side(ssl)) {
    raise(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED, function, "%s", "");
    return 0;
  }
  int result = -1;
  guard([&]() -> Result<> {
    const Call call(ssl, Way::out);
    if (usable_connection(ssl, Way::out, Reason::connection_type_not_set, function) == nullptr) return success();
    if (ssl->engine->handshake_complete() && !owes_messages(ssl) && !something_is_due(ssl)) {
      result = 1;
      return success();
    }
    if (!leave_early_data(ssl, function)) return success();
    result = drive_handshake(ssl, function);
    return success();
  });
  return result;
}

// Whether an info callback is being told that the handshake is done: nothing is left then but to send tickets, or to
// wait for early data.
bool is_told_of_the_end(const SSL* ssl) {
  using handshake::StateName;
  if (!ssl->shown_state) return false;
  if (ssl->shown_state == StateName::early_data && ssl->host->rests()) return true;
  return ssl->shown_state == StateName::ok || (ssl->shown_state == StateName::server_write_session_ticket &&
                                               ssl->engine->state() == StateName::server_read_finished);
}

// Whether the call decides the side: nothing has yet, or only a method for `other` has.
bool side_is_open(const SSL* ssl, ssl_method_st::Side other) {
  return ssl->side == Side::undecided || (!ssl->engine && ssl->method()->side == other);
}

}  // namespace

extern "C" {

int SSL_do_handshake(SSL* ssl) { return do_handshake(ssl, "SSL_do_handshake"); }

int SSL_connect(SSL* ssl) {
  if (side_is_open(ssl, ssl_method_st::Side::server)) SSL_set_connect_state(ssl);
  return do_handshake(ssl, "SSL_connect");
}

int SSL_accept(SSL* ssl) {
  if (side_is_open(ssl, ssl_method_st::Side::client)) SSL_set_accept_state(ssl);
  return do_handshake(ssl, "SSL_accept");
}

int SSL_in_init(const SSL* ssl) {
  if (is_told_of_the_end(ssl)) return 0;
  if (ssl->shown_state) return 1;
  return ssl->failed || !ssl->engine || !ssl->engine->handshake_complete() || something_is_due(ssl) ||
         ssl->engine->state() != handshake::StateName::ok;
}

int SSL_in_before(const SSL* ssl) { return !ssl->failed && (!ssl->engine || !ssl->engine->handshake_started()); }

int SSL_is_init_finished(const SSL* ssl) { return !SSL_in_init(ssl) && SSL_get_state(ssl) == TLS_ST_OK; }

}  // extern "C"

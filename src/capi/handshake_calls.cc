// SSL_do_handshake and its kin.
#include "capi/drive.h"
#include "capi/early_data_phase.h"
#include "capi/guard.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Whether a message waits to be sent that the application has asked for.
bool something_is_due(const SSL* ssl) { return ssl->due_tickets != 0 || ssl->key_update_type != SSL_KEY_UPDATE_NONE; }

int do_handshake(SSL* ssl, const char* function) {
  int result = -1;
  guard([&]() -> Result<> {
    if (usable_connection(ssl, Reason::connection_type_not_set, function) == nullptr) return success();
    if (ssl->engine->handshake_complete() && ssl->engine->output().empty() && !something_is_due(ssl)) {
      result = 1;
      return success();
    }
    ERR_clear_error();
    if (!leave_early_data(ssl, function)) return success();
    result = drive_handshake(ssl, function);
    return success();
  });
  return result;
}

}  // namespace

extern "C" {

int SSL_do_handshake(SSL* ssl) { return do_handshake(ssl, "SSL_do_handshake"); }

int SSL_connect(SSL* ssl) {
  if (ssl->side == Side::undecided) SSL_set_connect_state(ssl);
  return do_handshake(ssl, "SSL_connect");
}

int SSL_accept(SSL* ssl) {
  if (ssl->side == Side::undecided) SSL_set_accept_state(ssl);
  return do_handshake(ssl, "SSL_accept");
}

OSSL_HANDSHAKE_STATE SSL_get_state(const SSL* ssl) {
  return ssl->engine ? OSSL_HANDSHAKE_STATE(ssl->engine->state()) : TLS_ST_BEFORE;
}

int SSL_in_init(const SSL* ssl) {
  return ssl->failed || !ssl->engine || !ssl->engine->handshake_complete() || something_is_due(ssl) ||
         ssl->engine->state() != handshake::StateName::ok;
}

int SSL_in_before(const SSL* ssl) { return !ssl->failed && (!ssl->engine || !ssl->engine->handshake_started()); }

int SSL_is_init_finished(const SSL* ssl) { return !SSL_in_init(ssl); }

}  // extern "C"

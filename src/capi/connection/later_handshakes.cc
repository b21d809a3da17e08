// SPDX-License-Identifier: Apache-2.0
// What else may be asked of the peer once a handshake is complete: its certificate, or another handshake.
#include "capi/connection/call.h"
#include "capi/connection/transport.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"
#include "capi/objects/change.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Why the client cannot be asked for a certificate now; 0 when it can.
int obstacle(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  if (facts.version != TLS1_3_VERSION) return SSL_R_WRONG_SSL_VERSION;
  if (ssl->side != Side::server) return SSL_R_NOT_SERVER;
  if (SSL_is_init_finished(ssl) == 0) return SSL_R_STILL_IN_INIT;
  if (!facts.post_handshake_auth_offered) return SSL_R_EXTENSION_NOT_RECEIVED;
  if (!facts.certificate_request_context.empty()) return SSL_R_REQUEST_SENT;
  // SSL_CTX_set_verify(3): once in the connection's life, the handshake included.
  const int mode = ssl->settings->verify_mode;
  const bool asked_enough = (mode & SSL_VERIFY_CLIENT_ONCE) != 0 && facts.certificate_requested;
  return (mode & SSL_VERIFY_PEER) == 0 || asked_enough ? SSL_R_INVALID_CONFIG : 0;
}

// RFC 8446 knows no renegotiation, and in TLS 1.2 we do not take part in any. A server that asks for one wants a client
// certificate before it goes on, and waits for the client whatever this call says: so the connection is over
// (docs/decisions/0041).
int refuse_renegotiation(SSL* ssl, const char* function) {
  const Call call(ssl, Way::out);
  const auto version = facts_of(ssl).version;
  raise(version == TLS1_3_VERSION ? SSL_R_WRONG_SSL_VERSION : SSL_R_NO_RENEGOTIATION, function, "%s", "");
  if (version == TLS1_3_VERSION || ssl->side != Side::server || SSL_is_init_finished(ssl) == 0) return 0;
  guard([&]() -> Result<> {
    ssl->engine->close();
    (void)flush(ssl);
    return success();
  }, function);
  ssl->shutdown |= SSL_SENT_SHUTDOWN;
  ssl->failed = true;
  return 0;
}

}  // namespace

extern "C" {

void SSL_CTX_set_post_handshake_auth(SSL_CTX* ctx, int yes) { change(ctx, &Settings::post_handshake_auth, yes != 0); }
void SSL_set_post_handshake_auth(SSL* ssl, int yes) { change(ssl, &Settings::post_handshake_auth, yes != 0); }

// The request waits in the connection's output; the next call that writes or handshakes sends it.
int SSL_verify_client_post_handshake(SSL* ssl) {
  const Call call(ssl, Way::out);
  if (const int reason = obstacle(ssl); reason != 0) {
    raise(reason, "SSL_verify_client_post_handshake", "%s", "");
    return 0;
  }
  return guard([&] { return ssl->engine->request_client_certificate(); });
}

int SSL_renegotiate(SSL* ssl) { return refuse_renegotiation(ssl, "SSL_renegotiate"); }
int SSL_renegotiate_abbreviated(SSL* ssl) { return refuse_renegotiation(ssl, "SSL_renegotiate_abbreviated"); }
int SSL_renegotiate_pending(const SSL*) { return 0; }

}  // extern "C"

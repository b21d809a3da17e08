// SPDX-License-Identifier: Apache-2.0
// SSL_stateless: a server that keeps nothing of a client before it has come back with a cookie (RFC 8446, 4.2.2).
#include "capi/connection/call.h"
#include "capi/connection/drive.h"
#include "capi/library/guard.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Goes no further than the answer to the hello that lies there: HelloRetryRequest, or the server's flight.
Result<engine::Status> answer_hello(SSL* ssl) {
  const auto status = TRY(ssl->engine->handshake());
  const bool answered = status == engine::Status::wants_input && ssl->engine->facts().hello_retry;
  return answered ? engine::Status::done : status;
}

}  // namespace

extern "C" int SSL_stateless(SSL* ssl) {
  int result = -1;
  const char* const function = __func__;  // in the lambda it is "operator()"
  guard([&]() -> Result<> {
    const Call call(ssl, Way::in);
    if (SSL_clear(ssl) == 0) return success();
    ERR_clear_error();
    if (ssl->side == Side::undecided) SSL_set_accept_state(ssl);
    if (usable_connection(ssl, Way::in, Reason::connection_type_not_set, function) == nullptr) return success();
    ssl->host->want_cookie(true);
    (void)drive(ssl, [&] { return answer_hello(ssl); }, function);
    ssl->host->want_cookie(false);
    if (ssl->side != Side::server || ssl->engine->failed()) return success();
    const auto& facts = ssl->engine->facts();
    if (facts.cookie_returned) {
      result = 1;
    } else if (facts.hello_retry) {
      result = 0;
    }
    return success();
  });
  return result;
}

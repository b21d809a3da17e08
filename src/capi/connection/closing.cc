// SPDX-License-Identifier: Apache-2.0
// SSL_shutdown, and what went wrong when a call fails.
#include <openssl/err.h>

#include "capi/connection/call.h"
#include "capi/connection/drive.h"
#include "capi/connection/transport.h"
#include "capi/library/guard.h"
#include "capi/library/later_api.h"
#include "capi/objects/change.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr int kBoth = SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN;

// Looks for the peer's close_notify. Data instead of it is an error of the caller's: it should have been read before.
bool await_close(SSL* ssl) {
  std::uint8_t byte = 0;
  const auto transfer = drive(ssl, [&] { return ssl->engine->peek({&byte, 1}); }, "SSL_shutdown");
  if (!transfer) return false;
  if (transfer->status == engine::Status::closed) {
    ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;
    return true;
  }
  report(fail_silently(Reason::application_data_after_close_notify), "SSL_shutdown");
  return false;
}

// Of what the program wants to write a part has been sealed: its rest can go out no more, and the peer is not to take
// the part for all of it, so nothing says that this is the end. Compat: the second call finds an error.
int close_amid_write(SSL* ssl) {
  if ((ssl->shutdown & SSL_SENT_SHUTDOWN) != 0) {
    report(fail_silently(Reason::bad_write_retry), "SSL_shutdown");
    return -1;
  }
  ssl->shutdown |= SSL_SENT_SHUTDOWN;
  wait_for_output(ssl);
  return -1;
}

int shut_down(SSL* ssl) {
  if (ssl->quiet_shutdown || SSL_in_before(ssl)) {
    ssl->shutdown = kBoth;
    return 1;
  }
  if (ssl->pending_write.active) return close_amid_write(ssl);
  if ((ssl->shutdown & SSL_SENT_SHUTDOWN) == 0) {
    ssl->shutdown |= SSL_SENT_SHUTDOWN;
    ssl->engine->close();
    if (!flush(ssl)) return -1;
    return ssl->shutdown == kBoth ? 1 : 0;
  }
  if (!ssl->engine->output().empty()) {
    if (!flush(ssl)) return -1;
  } else if ((ssl->shutdown & SSL_RECEIVED_SHUTDOWN) == 0 && !await_close(ssl)) {
    return -1;
  }
  return ssl->shutdown == kBoth ? 1 : 0;
}

// Of a call that stopped for `want`.
int error_of_want(const SSL* ssl, Want want, const std::optional<Stop>& stop) {
  switch (want) {
    case Want::reading:
      if (const int error = stop ? stop->bio_error : bio_error(ssl->rbio, Way::in); error != 0) return error;
      break;
    case Want::writing:
      if (const int error = stop ? stop->bio_error : bio_error(ssl->wbio, Way::out); error != 0) return error;
      break;
    case Want::x509_lookup:
      return SSL_ERROR_WANT_X509_LOOKUP;
    case Want::retry_verify:
      return SSL_ERROR_WANT_RETRY_VERIFY;
    case Want::client_hello_cb:
      return SSL_ERROR_WANT_CLIENT_HELLO_CB;
    case Want::async:
      return SSL_ERROR_WANT_ASYNC;
    case Want::async_job:
      return SSL_ERROR_WANT_ASYNC_JOB;
    case Want::nothing:
      break;
  }
  // Compat: whoever said so, the peer, also by a fatal alert, or the program.
  const bool closed = (ssl->shutdown & SSL_RECEIVED_SHUTDOWN) != 0;
  return closed ? SSL_ERROR_ZERO_RETURN : SSL_ERROR_SYSCALL;
}

// What this thread's last call stopped for, and more of that where others have made calls too.
struct LastStop {
  explicit LastStop(const SSL* ssl) {
    const bool took_turn = !Turn::is_for_one() && ssl->turn.take();
    stop = stop_of_this_thread(ssl);
    want = stop ? stop->want : ssl->want;
    if (took_turn) ssl->turn.give_back();
  }
  std::optional<Stop> stop;
  Want want;
};

}  // namespace

extern "C" {

int SSL_shutdown(SSL* ssl) {
  int result = -1;
  guard([&]() -> Result<> {
    const Call call(ssl, Way::out);
    if (ssl->side == Side::undecided) return fail_silently(Reason::uninitialized);
    if (is_called_by_bio(ssl)) return success();  // -1: the BIO's call is not over
    if (SSL_in_init(ssl) && !SSL_in_before(ssl)) return fail_silently(Reason::shutdown_while_in_init);
    if (!wait_for_way(ssl, Way::out)) return success();
    result = shut_down(ssl);
    return success();
  });
  return result;
}

// Flags and words are for QUIC's peers.
int SSL_shutdown_ex(SSL* ssl, std::uint64_t, const SSL_SHUTDOWN_EX_ARGS*, std::size_t) { return SSL_shutdown(ssl); }

int SSL_get_error(const SSL* ssl, int result) {
  if (result > 0) return SSL_ERROR_NONE;
  if (const unsigned long queued = ERR_peek_error(); queued != 0) {
    return ERR_GET_LIB(queued) == ERR_LIB_SYS ? SSL_ERROR_SYSCALL : SSL_ERROR_SSL;
  }
  const LastStop last(ssl);
  return error_of_want(ssl, last.want, last.stop);
}

int SSL_want(const SSL* ssl) {
  switch (LastStop(ssl).want) {
    case Want::nothing:
      return SSL_NOTHING;
    case Want::reading:
      return SSL_READING;
    case Want::writing:
      return SSL_WRITING;
    case Want::x509_lookup:
      return SSL_X509_LOOKUP;
    case Want::retry_verify:
      return SSL_RETRY_VERIFY;
    case Want::client_hello_cb:
      return SSL_CLIENT_HELLO_CB;
    case Want::async:
      return SSL_ASYNC_PAUSED;
    case Want::async_job:
      return SSL_ASYNC_NO_JOBS;
  }
  return SSL_NOTHING;
}

void SSL_set_shutdown(SSL* ssl, int mode) { ssl->shutdown = mode; }
int SSL_get_shutdown(const SSL* ssl) { return ssl->shutdown; }
void SSL_set_quiet_shutdown(SSL* ssl, int mode) { ssl->quiet_shutdown = mode != 0; }
int SSL_get_quiet_shutdown(const SSL* ssl) { return ssl->quiet_shutdown; }
void SSL_CTX_set_quiet_shutdown(SSL_CTX* ctx, int mode) { change(ctx, &Settings::quiet_shutdown, mode != 0); }
int SSL_CTX_get_quiet_shutdown(const SSL_CTX* ctx) { return ctx->setting(&Settings::quiet_shutdown); }

}  // extern "C"

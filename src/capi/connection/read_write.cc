// SPDX-License-Identifier: Apache-2.0
// SSL_read, SSL_peek and SSL_write.
#include <algorithm>
#include <climits>
#include <utility>

#include "capi/connection/call.h"
#include "capi/connection/drive.h"
#include "capi/connection/early_data_phase.h"
#include "capi/connection/writing.h"
#include "capi/library/guard.h"
#include "capi/library/later_api.h"
#include "capi/library/raise.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

enum class Take { consume, look };

// Compat: who reads is told 0 when the transport has ended, or the peer by an alert after the handshake.
bool ended_meanwhile(SSL* ssl) {
  const bool by_alert = ssl->engine->handshake_complete() && (ssl->shutdown & SSL_RECEIVED_SHUTDOWN) != 0;
  return std::exchange(ssl->transport_ended, false) || by_alert;
}

// 1 with `read` set, 0 at the end of the data, -1 otherwise.
int read_data(SSL* ssl, MutableBytes out, Take take, std::size_t& read, const char* function) {
  const Call call(ssl, Way::in);
  if (ssl->side != Side::undecided && (ssl->shutdown & SSL_RECEIVED_SHUTDOWN) != 0) {
    ssl->want = Want::nothing;
    return 0;
  }
  if (usable_connection(ssl, Way::in, Reason::uninitialized, function) == nullptr) return -1;
  if (!may_transfer_data(ssl, function)) return -1;
  const auto transfer = drive(
      ssl, [&] { return take == Take::look ? ssl->engine->peek(out) : ssl->engine->read(out); }, function);
  if (!transfer) return ended_meanwhile(ssl) ? 0 : -1;
  if (transfer->status == engine::Status::closed) {
    ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;  // ssl->want tells the end of the transport from the peer's word
    return 0;
  }
  if (transfer->status == engine::Status::early_data) return -1;
  ssl->want = Want::nothing;
  read = transfer->size;
  return read > 0 ? 1 : 0;
}

int guarded_read(SSL* ssl, void* buffer, std::size_t length, Take take, std::size_t& read, const char* function) {
  int result = -1;
  guard([&]() -> Result<> {
    result = read_data(ssl, {static_cast<std::uint8_t*>(buffer), length}, take, read, function);
    return success();
  });
  return result;
}

// The old form of the calls: a length as int in, bytes or 0 or -1 out.
int read_as_int(SSL* ssl, void* buffer, int length, Take take, const char* function) {
  if (length < 0) {
    report(fail_silently(Reason::bad_length), function);
    return -1;
  }
  std::size_t read = 0;
  const int result = guarded_read(ssl, buffer, std::size_t(length), take, read, function);
  return result > 0 ? int(read) : result;
}

Result<> check_retry(SSL* ssl, Bytes data) {
  const auto& pending = ssl->pending_write;
  if (!pending.active) return success();
  const bool may_move = (ssl->settings->mode & SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) != 0;
  if (data.size() < pending.taken) return fail_silently(Reason::bad_length);
  if (data.data() != pending.data && !may_move) return fail_silently(Reason::bad_write_retry);
  return success();
}

// How much of `length` one call hands out at most before it may return.
std::size_t unit_of(const SSL* ssl, std::size_t length) {
  if ((ssl->settings->mode & SSL_MODE_ENABLE_PARTIAL_WRITE) == 0) return length;
  return std::min(length, ssl->settings->max_send_fragment);
}

// Seals and sends data[taken..goal); 1 done, -1 to be repeated or failed.
int write_until(SSL* ssl, Bytes data, std::size_t goal, WriteStep step, const char* function) {
  auto& pending = ssl->pending_write;
  for (;;) {
    if (!flush(ssl)) return -1;
    if (pending.taken >= goal && goal > 0) return 1;
    // All of it, though the engine takes no more than it has room for: what it refuses, it refuses whole.
    const Bytes rest = data.subspan(pending.taken, goal - pending.taken);
    const auto transfer = drive(ssl, [&] { return (ssl->engine.get()->*step)(rest); }, function);
    if (!transfer || transfer->status != engine::Status::done) return -1;
    pending.taken += transfer->size;
    if (goal == 0) return 1;
  }
}

int write_application_data(SSL* ssl, Bytes data, std::size_t& written, const char* function) {
  const Call call(ssl, Way::out);
  if (ssl->side != Side::undecided && (ssl->shutdown & SSL_SENT_SHUTDOWN) != 0) {
    ssl->want = Want::nothing;
    report(fail_silently(Reason::protocol_is_shutdown), function);
    return -1;
  }
  if (usable_connection(ssl, Way::out, Reason::uninitialized, function) == nullptr) return -1;
  if (!may_transfer_data(ssl, function) || !leave_early_data(ssl, function)) return -1;
  return write_data(ssl, data, unit_of(ssl, data.size()), &engine::Connection::write, written, function);
}

int guarded_write(SSL* ssl, const void* data, std::size_t length, std::size_t& written, const char* function) {
  int result = -1;
  guard([&]() -> Result<> {
    result = write_application_data(ssl, {static_cast<const std::uint8_t*>(data), length}, written, function);
    return success();
  });
  return result;
}

}  // namespace

namespace reprise::capi {

int write_data(SSL* ssl, Bytes data, std::size_t unit, WriteStep step, std::size_t& written, const char* function) {
  if (const auto ok = check_retry(ssl, data); !ok.ok()) {
    report(ok.error(), function);
    return -1;
  }
  auto& pending = ssl->pending_write;
  if (!pending.active) pending = {.data = data.data(), .length = data.size(), .taken = 0, .active = true};
  const int result = write_until(ssl, data, std::max(unit, pending.taken), step, function);
  if (result != 1) {
    if (pending.taken == 0) pending = {};  // nothing to repeat
    return result;
  }
  written = pending.taken;
  pending = {};
  ssl->want = Want::nothing;
  return 1;
}

}  // namespace reprise::capi

extern "C" {

int SSL_read(SSL* ssl, void* buffer, int length) { return read_as_int(ssl, buffer, length, Take::consume, "SSL_read"); }
int SSL_peek(SSL* ssl, void* buffer, int length) { return read_as_int(ssl, buffer, length, Take::look, "SSL_peek"); }

int SSL_read_ex(SSL* ssl, void* buffer, std::size_t length, std::size_t* read) {
  return guarded_read(ssl, buffer, length, Take::consume, *read, "SSL_read_ex") > 0;
}

int SSL_peek_ex(SSL* ssl, void* buffer, std::size_t length, std::size_t* read) {
  return guarded_read(ssl, buffer, length, Take::look, *read, "SSL_peek_ex") > 0;
}

int SSL_write(SSL* ssl, const void* data, int length) {
  if (length < 0) {
    report(fail_silently(Reason::bad_length), "SSL_write");
    return -1;
  }
  std::size_t written = 0;
  const int result = guarded_write(ssl, data, std::size_t(length), written, "SSL_write");
  return result > 0 ? int(written) : result;
}

int SSL_write_ex(SSL* ssl, const void* data, std::size_t length, std::size_t* written) {
  return guarded_write(ssl, data, length, *written, "SSL_write_ex") > 0;
}

// Each flag is of QUIC's streams.
int SSL_write_ex2(SSL* ssl, const void* data, std::size_t length, std::uint64_t flags, std::size_t* written) {
  if (flags != 0) {
    raise(ERR_R_UNSUPPORTED, "SSL_write_ex2", "%s", "unsupported write flag");
    return 0;
  }
  return guarded_write(ssl, data, length, *written, "SSL_write_ex2") > 0;
}

int SSL_pending(const SSL* ssl) {
  return ssl->engine ? int(std::min<std::size_t>(ssl->engine->pending(), INT_MAX)) : 0;
}
int SSL_has_pending(const SSL* ssl) { return ssl->engine && ssl->engine->has_pending(); }

}  // extern "C"

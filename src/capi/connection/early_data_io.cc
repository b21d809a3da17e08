// SPDX-License-Identifier: Apache-2.0
// SSL_write_early_data and SSL_read_early_data.
#include "capi/connection/call.h"
#include "capi/connection/drive.h"
#include "capi/connection/early_data_phase.h"
#include "capi/connection/writing.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"

using namespace reprise;
using namespace reprise::capi;

namespace reprise::capi {
namespace {

void refuse(const char* function) { raise(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED, function, "%s", ""); }

bool must_be_repeated(const SSL* ssl) {
  return ssl->early_data == EarlyDataPhase::connecting || ssl->early_data == EarlyDataPhase::accepting ||
         ssl->early_data == EarlyDataPhase::reading;
}

// A client needs a session, or a key agreed on beforehand, that allows early data.
bool has_something_to_write_under(const SSL* ssl) {
  if (ssl->settings->psk_use_session_callback != nullptr) return true;
  return ssl->offered && ssl->offered->data().max_early_data() > 0;
}

// Nothing goes out under a session whose peer is to be verified again, which is when the server takes it up: the
// handshake that goes on is to be one without early data. The engine sees to the same where a key's session is asked
// for.
bool goes_to_whom_it_is_for(const SSL* ssl) {
  if (ssl->early_data != EarlyDataPhase::none || ssl->settings->psk_use_session_callback != nullptr) return true;
  return (ssl->settings->verify_mode & SSL_VERIFY_PEER) == 0 || !ssl->host->verifies_again(*ssl->offered);
}

bool may_write_early(SSL* ssl) {
  switch (ssl->early_data) {
    case EarlyDataPhase::none:
      return ssl->side == Side::client && SSL_in_before(ssl) != 0 && has_something_to_write_under(ssl);
    case EarlyDataPhase::connecting:
    case EarlyDataPhase::writing:
      return true;
    case EarlyDataPhase::reading:
    case EarlyDataPhase::finished_reading:
      return ssl->engine && !ssl->engine->handshake_complete();
    case EarlyDataPhase::accepting:
    case EarlyDataPhase::finished_writing:
      return false;
  }
  return false;
}

int write_early(SSL* ssl, Bytes data, std::size_t& written) {
  constexpr const char* kFunction = "SSL_write_early_data";
  const Call call(ssl, Way::out);
  if (!may_write_early(ssl)) {
    refuse(kFunction);
    return 0;
  }
  if (usable_connection(ssl, Way::out, Reason::uninitialized, kFunction) == nullptr) return 0;
  if (!goes_to_whom_it_is_for(ssl)) {
    refuse(kFunction);
    return 0;
  }
  if (ssl->early_data == EarlyDataPhase::none) ssl->early_data = EarlyDataPhase::connecting;
  const int result = write_data(ssl, data, data.size(), &engine::Connection::write_early_data, written, kFunction);
  // What was refused, because it is too much, ends nothing.
  const bool was_refused = result != 1 && ssl->want == Want::nothing && !ssl->failed;
  const bool has_begun = result == 1 || (was_refused && ssl->engine->handshake_started());
  if (has_begun && ssl->early_data == EarlyDataPhase::connecting) ssl->early_data = EarlyDataPhase::writing;
  return result == 1;
}

bool may_read_early(const SSL* ssl) {
  if (ssl->side != Side::server) return false;
  if (ssl->early_data == EarlyDataPhase::none) return SSL_in_before(ssl) != 0;
  return ssl->early_data == EarlyDataPhase::accepting || ssl->early_data == EarlyDataPhase::reading;
}

bool is_accepted(const SSL* ssl) { return facts_of(ssl).early_data == handshake::EarlyData::accepted; }

// Reads early data and, once all of it has come, goes on with the handshake as far as that is possible.
class EarlyReading {
 public:
  EarlyReading(SSL* ssl, MutableBytes out) : ssl_(ssl), out_(out) {}
  Result<engine::Transfer> operator()() {
    if (!all_read_) {
      const auto transfer = TRY(ssl_->engine->read_early_data(out_));
      all_read_ = transfer.status == engine::Status::done && transfer.size == 0;
      if (!all_read_ || !is_accepted(ssl_)) return transfer;
    }
    return engine::Transfer{TRY(ssl_->engine->handshake())};
  }
  bool all_read() const { return all_read_; }

 private:
  SSL* ssl_;
  MutableBytes out_;
  bool all_read_ = false;
};

int read_early(SSL* ssl, MutableBytes out, std::size_t& read) {
  constexpr const char* kFunction = "SSL_read_early_data";
  const Call call(ssl, Way::in);
  if (!may_read_early(ssl)) {
    refuse(kFunction);
    return SSL_READ_EARLY_DATA_ERROR;
  }
  if (usable_connection(ssl, Way::in, Reason::uninitialized, kFunction) == nullptr) return SSL_READ_EARLY_DATA_ERROR;
  if (ssl->early_data == EarlyDataPhase::none) ssl->early_data = EarlyDataPhase::accepting;
  if (!flush(ssl)) return SSL_READ_EARLY_DATA_ERROR;
  EarlyReading reading(ssl, out);
  const auto transfer = drive(ssl, [&] { return reading(); }, kFunction);
  if (is_accepted(ssl)) ssl->early_data = EarlyDataPhase::reading;
  if (ssl->failed) return SSL_READ_EARLY_DATA_ERROR;
  if (!reading.all_read()) {
    if (!transfer || transfer->status != engine::Status::done) return SSL_READ_EARLY_DATA_ERROR;
    read = transfer->size;
    return SSL_READ_EARLY_DATA_SUCCESS;
  }
  read = 0;
  ssl->want = Want::nothing;
  ssl->early_data = EarlyDataPhase::finished_reading;
  return SSL_READ_EARLY_DATA_FINISH;
}

}  // namespace

bool leave_early_data(SSL* ssl, const char* function) {
  if (ssl->early_data == EarlyDataPhase::none) [[likely]] return true;
  if (ssl->early_data != EarlyDataPhase::writing) return true;
  const auto status = drive(ssl, [&] { return ssl->engine->end_early_data(); }, function);
  if (!status || *status != engine::Status::done) return false;
  ssl->early_data = EarlyDataPhase::finished_writing;
  ssl->host->go_on();
  return true;
}

bool may_transfer_data(const SSL* ssl, const char* function) {
  if (!must_be_repeated(ssl)) [[likely]] return true;
  refuse(function);
  return false;
}

}  // namespace reprise::capi

extern "C" {

int SSL_write_early_data(SSL* ssl, const void* data, std::size_t length, std::size_t* written) {
  int result = 0;
  guard([&]() -> Result<> {
    result = write_early(ssl, {static_cast<const std::uint8_t*>(data), length}, *written);
    return success();
  });
  return result;
}

int SSL_read_early_data(SSL* ssl, void* out, std::size_t length, std::size_t* read) {
  int result = SSL_READ_EARLY_DATA_ERROR;
  guard([&]() -> Result<> {
    result = read_early(ssl, {static_cast<std::uint8_t*>(out), length}, *read);
    return success();
  });
  return result;
}

int SSL_get_early_data_status(const SSL* ssl) {
  switch (facts_of(ssl).early_data) {
    case handshake::EarlyData::accepted:
      return SSL_EARLY_DATA_ACCEPTED;
    case handshake::EarlyData::rejected:
      return SSL_EARLY_DATA_REJECTED;
    case handshake::EarlyData::not_sent:
      break;
  }
  // Compat: what a client has sent counts as rejected until the server accepts it.
  return ssl->early_data == EarlyDataPhase::writing ? SSL_EARLY_DATA_REJECTED : SSL_EARLY_DATA_NOT_SENT;
}

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/transport.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include "capi/connection/call.h"
#include "capi/library/reasons.h"
#include "capi/objects/current_session.h"

namespace reprise::capi {
namespace {

constexpr std::size_t kReadAheadBytes = 32 * 1024;

bool releases_buffers(const SSL* ssl) { return (ssl->settings->mode & SSL_MODE_RELEASE_BUFFERS) != 0; }

// Compat: in silence as long as the handshake is not complete.
void report_missing_bio(const SSL* ssl, const char* function) {
  if (ssl->engine->handshake_complete()) report(fail_silently(Reason::bio_not_set), function);
}

// A call that began while the process had one thread has not taken it.
bool gives_turn(const SSL* ssl) { return !Turn::is_for_one() && ssl->turn.is_own() && !ssl->engine->busy(); }

// The time of a BIO, at what it is lent. Others may have the turn meanwhile, unless a step is half done that has called
// the program, which has called us.
class Lending {
 public:
  Lending(SSL* ssl, Way way) : ssl_(ssl), way_(way), gives_turn_(gives_turn(ssl)) {
    ssl->lent[way] = pthread_self();
    if (gives_turn_) ssl->turn.give_back();
  }
  ~Lending() {
    if (gives_turn_) ssl_->turn.take();
    ssl_->lent[way_] = kNobody;
    ssl_->turn.returned();
  }
  Lending(const Lending&) = delete;
  Lending& operator=(const Lending&) = delete;

 private:
  SSL* ssl_;
  Way way_;
  bool gives_turn_;
};

// Two threads that use one BIO share its flags too: what one was told, the other may have cleared. errno is each one's
// own, and was 0 before the BIO was called.
bool shares_bio_with_another(const SSL* ssl) { return ssl->rbio == ssl->wbio && is_used_by_two(ssl); }

int error_of(BIO* bio, Way way, bool shared) {
  if (const int error = bio_error(bio, way); error != 0 || !shared) return error;
  if (BIO_sock_non_fatal_error(errno) == 0) return 0;
  return way == Way::in ? SSL_ERROR_WANT_READ : SSL_ERROR_WANT_WRITE;
}

// What a BIO has done: 0 or less for nothing, with what it waits for; or it must be told again to flush. A BIO that
// claims more than it was given has moved all: one that wrote over what is not ours has its answer taken for that.
struct Moved {
  int size = 0;
  int error = 0;
  bool flush_again = false;
};

bool flush_must_be_repeated(BIO* const& bio) {
  return bio != nullptr && BIO_flush(bio) <= 0 && bio != nullptr && BIO_should_retry(bio) != 0;
}

Moved write_some(SSL* ssl, Bytes bytes) {
  const bool shared = shares_bio_with_another(ssl);
  const Lending lent(ssl, Way::out);
  errno = 0;
  const int length = int(std::min<std::size_t>(bytes.size(), INT_MAX));
  Moved moved{.size = std::min(BIO_write(ssl->wbio, bytes.data(), length), length)};
  if (moved.size <= 0) {
    moved.error = error_of(ssl->wbio, Way::out, shared);
  } else if (moved.size == length) {
    moved.flush_again = flush_must_be_repeated(ssl->wbio);
  }
  return moved;
}

Moved read_some(SSL* ssl, MutableBytes space) {
  const bool shared = shares_bio_with_another(ssl);
  const Lending lent(ssl, Way::in);
  errno = 0;
  const int length = int(std::min<std::size_t>(space.size(), INT_MAX));
  Moved moved{.size = std::min(BIO_read(ssl->rbio, space.data(), length), length)};
  if (moved.size <= 0) moved.error = error_of(ssl->rbio, Way::in, shared);
  return moved;
}

}  // namespace

int bio_error(BIO* bio, Way way) {
  if (bio == nullptr) return 0;
  const bool reads = BIO_should_read(bio) != 0;
  const bool writes = BIO_should_write(bio) != 0;
  if (reads && (way == Way::in || !writes)) return SSL_ERROR_WANT_READ;
  if (writes) return SSL_ERROR_WANT_WRITE;
  if (!BIO_should_io_special(bio)) return 0;
  switch (BIO_get_retry_reason(bio)) {
    case BIO_RR_CONNECT:
      return SSL_ERROR_WANT_CONNECT;
    case BIO_RR_ACCEPT:
      return SSL_ERROR_WANT_ACCEPT;
    default:
      return SSL_ERROR_SYSCALL;
  }
}

void wait_for_input(SSL* ssl) {
  ssl->want = Want::reading;
  ssl->bio_error.in = SSL_ERROR_WANT_READ;
  if (ssl->rbio == nullptr) return;
  BIO_clear_retry_flags(ssl->rbio);
  BIO_set_retry_read(ssl->rbio);
}

void wait_for_output(SSL* ssl) {
  ssl->want = Want::writing;
  ssl->bio_error.out = SSL_ERROR_WANT_WRITE;
  if (ssl->wbio == nullptr) return;
  BIO_clear_retry_flags(ssl->wbio);
  BIO_set_retry_write(ssl->wbio);
}

bool flush(SSL* ssl) {
  if (ssl->engine->output().empty()) {
    ssl->want = Want::nothing;
    return true;
  }
  if (!wait_for_way(ssl, Way::out)) {
    wait_for_output(ssl);
    return false;
  }
  bool flush_again = false;
  while (!ssl->engine->output().empty()) {
    ssl->want = Want::writing;
    if (ssl->wbio == nullptr) {
      report_missing_bio(ssl, "flush");
      return false;
    }
    const Moved moved = write_some(ssl, ssl->engine->lend_output());
    ssl->want = Want::writing;  // another's call may have left something else
    if (moved.size <= 0) {
      ssl->engine->output_sent(0);
      ssl->bio_error.out = moved.error;
      return false;
    }
    ssl->engine->output_sent(std::size_t(moved.size));
    ssl->host->bytes_sent();
    flush_again = moved.flush_again;
  }
  if (flush_again) {
    ssl->bio_error.out = bio_error(ssl->wbio, Way::out);
    return false;
  }
  ssl->want = Want::nothing;
  return true;
}

// Compat: a client that has said all it wanted, and is gone, has its request read all the same. RFC 8446, 4.6.1: what
// waits then is tickets, which it has no use for; they are not tried again, nor is anything of ours after them.
bool flush_messages(SSL* ssl) {
  if (flush(ssl)) return true;
  const bool is_gone = errno == EPIPE || errno == ECONNRESET;
  if (!is_gone || ssl->wbio == nullptr || ssl->bio_error.out != 0 || ssl->side != Side::server) return false;
  if (!ssl->engine->handshake_complete() || facts_of(ssl).version != TLS1_3_VERSION) return false;
  ssl->engine->output_sent(ssl->engine->output().size());
  ssl->want = Want::nothing;
  return true;
}

Filled fill(SSL* ssl) {
  if (ssl->lent.in != kNobody) {
    if (wait_for_way(ssl, Way::in)) return Filled::some;  // what the other thread has read may do
    wait_for_input(ssl);
    return Filled::blocked;
  }
  ssl->want = Want::reading;
  if (ssl->rbio == nullptr) {
    report_missing_bio(ssl, "fill");
    return Filled::blocked;
  }
  // A transport that blocks could keep us here for long: who minds the memory says so by the mode.
  if (releases_buffers(ssl)) ssl->engine->release_idle_buffers();
  const std::size_t wanted = ssl->engine->input_wanted();
  if (wanted == 0) {
    // A message waits until there is room for its answer (docs/decisions/0095). What fills it may be a write's, which
    // goes out when that is repeated.
    if (ssl->engine->output().empty()) return Filled::some;
    wait_for_output(ssl);
    return Filled::blocked;
  }
  const auto space = ssl->engine->input_space(ssl->settings->read_ahead ? std::max(wanted, kReadAheadBytes) : wanted);
  const Moved moved = read_some(ssl, space);
  if (moved.size > 0) {
    ssl->engine->input_filled(std::size_t(moved.size));
    ssl->want = Want::nothing;
    return Filled::some;
  }
  ssl->want = Want::reading;  // another's call may have left something else
  ssl->bio_error.in = moved.error;
  ssl->engine->release_idle_buffers();
  if (ssl->rbio == nullptr) return Filled::blocked;  // the BIO has had itself taken away
  return moved.error == 0 && BIO_eof(ssl->rbio) != 0 ? Filled::ended : Filled::blocked;
}

void fail_connection(SSL* ssl, const Error& error, const char* function) {
  report(error, function);
  if (!ssl->engine->failed()) return;  // the call was refused; the connection goes on
  ssl->failed = true;
  if (error.reason == Reason::peer_sent_alert) ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;
  // A BIO of another thread's that is sending sends the alert as well.
  if (ssl->wbio != nullptr && ssl->lent.out == kNobody) flush(ssl);
  ssl->want = Want::nothing;
}

}  // namespace reprise::capi

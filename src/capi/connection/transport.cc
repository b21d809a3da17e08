// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/transport.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include "capi/library/for_the_block.h"
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

// How much of `bytes` the transport took; 0 or less for none. A BIO that claims more has taken all.
int write_some(SSL* ssl, Bytes bytes) {
  const ForTheBlock at_work(ssl->in_transport, true);
  errno = 0;
  const int length = int(std::min<std::size_t>(bytes.size(), INT_MAX));
  return std::min(BIO_write(ssl->wbio, bytes.data(), length), length);
}

// As write_some, into `space`. A BIO that claims more than there is room for has written over what is not ours; what
// lies in the room is taken for its answer.
int read_some(SSL* ssl, MutableBytes space) {
  const ForTheBlock at_work(ssl->in_transport, true);
  errno = 0;
  const int length = int(std::min<std::size_t>(space.size(), INT_MAX));
  return std::min(BIO_read(ssl->rbio, space.data(), length), length);
}

bool flush_must_be_repeated(SSL* ssl) {
  const ForTheBlock at_work(ssl->in_transport, true);
  return ssl->wbio != nullptr && BIO_flush(ssl->wbio) <= 0 && ssl->wbio != nullptr && BIO_should_retry(ssl->wbio) != 0;
}

}  // namespace

bool flush(SSL* ssl) {
  bool wrote = false;
  for (auto waiting = ssl->engine->output(); !waiting.empty(); waiting = ssl->engine->output()) {
    ssl->want = Want::writing;
    if (ssl->wbio == nullptr) {
      report_missing_bio(ssl, "flush");
      return false;
    }
    const int written = write_some(ssl, waiting);
    if (written <= 0) return false;
    ssl->engine->output_sent(std::size_t(written));
    ssl->host->bytes_sent();
    wrote = true;
  }
  if (wrote && flush_must_be_repeated(ssl)) {
    ssl->want = Want::writing;
    return false;
  }
  ssl->want = Want::nothing;
  return true;
}

Filled fill(SSL* ssl) {
  ssl->want = Want::reading;
  if (ssl->rbio == nullptr) {
    report_missing_bio(ssl, "fill");
    return Filled::blocked;
  }
  // A transport that blocks could keep us here for long: who minds the memory says so by the mode.
  if (releases_buffers(ssl)) ssl->engine->release_idle_buffers();
  const std::size_t wanted = ssl->engine->input_wanted();
  const auto space = ssl->engine->input_space(ssl->settings->read_ahead ? std::max(wanted, kReadAheadBytes) : wanted);
  const int size = read_some(ssl, space);
  if (size > 0) {
    ssl->engine->input_filled(std::size_t(size));
    ssl->want = Want::nothing;
    return Filled::some;
  }
  ssl->engine->release_idle_buffers();
  if (ssl->rbio == nullptr) return Filled::blocked;  // the BIO has had itself taken away
  return !BIO_should_retry(ssl->rbio) && BIO_eof(ssl->rbio) != 0 ? Filled::ended : Filled::blocked;
}

void fail_connection(SSL* ssl, const Error& error, const char* function) {
  report(error, function);
  if (!ssl->engine->failed()) return;  // the call was refused; the connection goes on
  ssl->failed = true;
  if (error.reason == Reason::peer_sent_alert) ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;
  if (ssl->wbio != nullptr) flush(ssl);
  ssl->want = Want::nothing;
}

}  // namespace reprise::capi

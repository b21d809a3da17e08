// SPDX-License-Identifier: Apache-2.0
// BIO_f_ssl: a connection as a filter of libcrypto's I/O chains (BIO_f_ssl(3)).
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <new>

#include "capi/library/own.h"
#include "capi/objects/ssl_object.h"

using namespace reprise::capi;

namespace {

constexpr int kRetryFlags = BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY;
constexpr long kSmallestRenegotiateBytes = 512;

// What hangs off the BIO. The thresholds of renegotiation are kept for those who ask; there is none.
struct SslBio {
  SSL* ssl = nullptr;
  long renegotiate_bytes = 0;
  long renegotiate_timeout = 0;
};

SslBio* state_of(BIO* bio) { return static_cast<SslBio*>(BIO_get_data(bio)); }

void want_special(BIO* bio, int reason) {
  BIO_set_retry_special(bio);
  BIO_set_retry_reason(bio, reason);
}

// Tells the chain why a call must be repeated.
void set_retry(BIO* bio, int error) {
  switch (error) {
    case SSL_ERROR_WANT_READ:
      return BIO_set_retry_read(bio);
    case SSL_ERROR_WANT_WRITE:
      return BIO_set_retry_write(bio);
    case SSL_ERROR_WANT_X509_LOOKUP:
      return want_special(bio, BIO_RR_SSL_X509_LOOKUP);
    case SSL_ERROR_WANT_ACCEPT:
      return want_special(bio, BIO_RR_ACCEPT);
    case SSL_ERROR_WANT_CONNECT:
      return want_special(bio, BIO_RR_CONNECT);
    default:
      return;
  }
}

int create(BIO* bio) {
  auto* state = new (std::nothrow) SslBio;
  BIO_set_data(bio, state);
  BIO_set_init(bio, 0);
  BIO_clear_flags(bio, ~0);
  return state != nullptr;
}

// Closes the connection, and frees it when it is the BIO's own.
void drop_connection(BIO* bio) {
  auto* state = state_of(bio);
  // In the middle of a handshake there is nothing to close; of that nobody need hear.
  if (state->ssl != nullptr && (!SSL_in_init(state->ssl) || SSL_in_before(state->ssl))) SSL_shutdown(state->ssl);
  if (BIO_get_shutdown(bio) != 0 && BIO_get_init(bio) != 0) SSL_free(state->ssl);
  *state = SslBio{};
  BIO_clear_flags(bio, ~0);
  BIO_set_init(bio, 0);
}

int destroy(BIO* bio) {
  if (bio == nullptr) return 0;
  if (auto* state = state_of(bio); state != nullptr) {
    drop_connection(bio);
    BIO_set_data(bio, nullptr);
    delete state;
  }
  return 1;
}

int read(BIO* bio, char* out, int length) {
  auto* ssl = state_of(bio)->ssl;
  if (out == nullptr || ssl == nullptr) return 0;
  BIO_clear_retry_flags(bio);
  const int result = SSL_read(ssl, out, length);
  set_retry(bio, SSL_get_error(ssl, result));
  return result;
}

int write(BIO* bio, const char* data, int length) {
  auto* ssl = state_of(bio)->ssl;
  if (data == nullptr || ssl == nullptr) return 0;
  BIO_clear_retry_flags(bio);
  const int result = SSL_write(ssl, data, length);
  set_retry(bio, SSL_get_error(ssl, result));
  return result;
}

int put_string(BIO* bio, const char* text) { return BIO_write(bio, text, int(std::char_traits<char>::length(text))); }

// The connection over `ssl`, whose transport becomes the next BIO of the chain.
long set_ssl(BIO* bio, SSL* ssl, long close) {
  if (state_of(bio)->ssl != nullptr) drop_connection(bio);
  BIO_set_shutdown(bio, int(close));
  state_of(bio)->ssl = ssl;
  if (BIO* transport = SSL_get_rbio(ssl); transport != nullptr) {
    if (BIO* next = BIO_next(bio); next != nullptr) BIO_push(transport, next);
    BIO_set_next(bio, transport);
    BIO_up_ref(transport);
  }
  BIO_set_init(bio, 1);
  return 1;
}

long reset(BIO* bio, SSL* ssl) {
  SSL_shutdown(ssl);
  const auto side = ssl->side;
  SSL_clear(ssl);
  if (side == Side::client) SSL_set_connect_state(ssl);
  if (side == Side::server) SSL_set_accept_state(ssl);
  if (BIO* next = BIO_next(bio); next != nullptr) return BIO_reset(next);
  return ssl->rbio != nullptr ? BIO_reset(ssl->rbio) : 1;
}

long handshake(BIO* bio, SSL* ssl) {
  BIO_clear_flags(bio, kRetryFlags);
  BIO_set_retry_reason(bio, 0);
  const int result = SSL_do_handshake(ssl);
  const int error = SSL_get_error(ssl, result);
  set_retry(bio, error);
  if (BIO* next = BIO_next(bio); error == SSL_ERROR_WANT_CONNECT && next != nullptr) {
    BIO_set_retry_reason(bio, BIO_get_retry_reason(next));
  }
  return result;
}

// A BIO was pushed under this one: it is the transport now.
long pushed(BIO* bio, SSL* ssl) {
  BIO* next = BIO_next(bio);
  if (next == nullptr || next == ssl->rbio) return 1;
  BIO_up_ref(next);
  SSL_set_bio(ssl, next, next);
  return 1;
}

long popped(BIO* bio, SSL* ssl, const void* which) {
  if (bio == which) SSL_set_bio(ssl, nullptr, nullptr);
  return 1;
}

long pending(SSL* ssl) {
  const long decrypted = SSL_pending(ssl);
  return decrypted != 0 || ssl->rbio == nullptr ? decrypted : long(BIO_pending(ssl->rbio));
}

long flush_transport(BIO* bio, SSL* ssl) {
  BIO_clear_retry_flags(bio);
  const long result = BIO_ctrl(ssl->wbio, BIO_CTRL_FLUSH, 0, nullptr);
  BIO_copy_next_retry(bio);
  return result;
}

long duplicate(SSL* ssl, BIO* copy) {
  auto* state = state_of(copy);
  SSL_free(state->ssl);
  state->ssl = SSL_dup(ssl);
  return state->ssl != nullptr;
}

long control_renegotiation(SslBio& state, int command, long number) {
  switch (command) {
    case BIO_C_SET_SSL_RENEGOTIATE_BYTES: {
      const long before = state.renegotiate_bytes;
      if (number >= kSmallestRenegotiateBytes) state.renegotiate_bytes = number;
      return before;
    }
    case BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT: {
      const long before = state.renegotiate_timeout;
      state.renegotiate_timeout = number;
      return before;
    }
    default:
      return 0;  // how many there were
  }
}

long control_chain(BIO* bio, SSL* ssl, int command, long number, void* pointer) {
  switch (command) {
    case BIO_CTRL_RESET:
      return reset(bio, ssl);
    case BIO_CTRL_WPENDING:
      return BIO_ctrl(ssl->wbio, command, number, pointer);
    case BIO_CTRL_PENDING:
      return pending(ssl);
    case BIO_CTRL_FLUSH:
      return flush_transport(bio, ssl);
    case BIO_CTRL_PUSH:
      return pushed(bio, ssl);
    case BIO_CTRL_POP:
      return popped(bio, ssl, pointer);
    case BIO_CTRL_DUP:
      return duplicate(ssl, static_cast<BIO*>(pointer));
    default:
      return BIO_ctrl(ssl->rbio, command, number, pointer);
  }
}

long control_connection(BIO* bio, SslBio& state, int command, long number, void* pointer) {
  switch (command) {
    case BIO_C_SSL_MODE:
      number != 0 ? SSL_set_connect_state(state.ssl) : SSL_set_accept_state(state.ssl);
      return 1;
    case BIO_C_GET_SSL:
      if (pointer == nullptr) return 0;
      *static_cast<SSL**>(pointer) = state.ssl;
      return 1;
    case BIO_C_SET_SSL_RENEGOTIATE_BYTES:
    case BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT:
    case BIO_C_GET_SSL_NUM_RENEGOTIATES:
      return control_renegotiation(state, command, number);
    case BIO_CTRL_GET_CLOSE:
      return BIO_get_shutdown(bio);
    case BIO_CTRL_SET_CLOSE:
      BIO_set_shutdown(bio, int(number));
      return 1;
    case BIO_C_DO_STATE_MACHINE:
      return handshake(bio, state.ssl);
    case BIO_CTRL_INFO:
    case BIO_CTRL_SET_CALLBACK:
      return 0;
    default:
      return control_chain(bio, state.ssl, command, number, pointer);
  }
}

long control(BIO* bio, int command, long number, void* pointer) {
  if (command == BIO_C_SET_SSL) return set_ssl(bio, static_cast<SSL*>(pointer), number);
  auto& state = *state_of(bio);
  return state.ssl != nullptr ? control_connection(bio, state, command, number, pointer) : 0;
}

long control_callback(BIO* bio, int command, BIO_info_cb* callback) {
  auto* ssl = state_of(bio)->ssl;
  return command == BIO_CTRL_SET_CALLBACK && ssl != nullptr ? BIO_callback_ctrl(ssl->rbio, command, callback) : 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* method = BIO_meth_new(BIO_TYPE_SSL, "ssl");
  if (method == nullptr) return nullptr;
  BIO_meth_set_create(method, create);
  BIO_meth_set_destroy(method, destroy);
  BIO_meth_set_read(method, read);
  BIO_meth_set_write(method, write);
  BIO_meth_set_puts(method, put_string);
  BIO_meth_set_ctrl(method, control);
  BIO_meth_set_callback_ctrl(method, control_callback);
  return method;
}

SSL* ssl_in(BIO* chain) {
  BIO* found = BIO_find_type(chain, BIO_TYPE_SSL);
  return found != nullptr ? state_of(found)->ssl : nullptr;
}

// `upper` in front of `lower`, which goes with it; null when either is missing.
BIO* stack(Own<BIO> upper, Own<BIO> lower) {
  if (!upper || !lower) return nullptr;
  return BIO_push(upper.release(), lower.release());
}

}  // namespace

extern "C" {

const BIO_METHOD* BIO_f_ssl() {
  static const BIO_METHOD* const method = make_method();  // as long as the process: BIOs may outlive everything else
  return method;
}

BIO* BIO_new_ssl(SSL_CTX* ctx, int client) {
  Own<BIO> bio(BIO_new(BIO_f_ssl()));
  SSL* ssl = bio ? SSL_new(ctx) : nullptr;
  if (ssl == nullptr) return nullptr;
  client != 0 ? SSL_set_connect_state(ssl) : SSL_set_accept_state(ssl);
  BIO_set_ssl(bio.get(), ssl, BIO_CLOSE);
  return bio.release();
}

BIO* BIO_new_ssl_connect(SSL_CTX* ctx) {
  return stack(Own<BIO>(BIO_new_ssl(ctx, 1)), Own<BIO>(BIO_new(BIO_s_connect())));
}

BIO* BIO_new_buffer_ssl_connect(SSL_CTX* ctx) {
  return stack(Own<BIO>(BIO_new(BIO_f_buffer())), Own<BIO>(BIO_new_ssl_connect(ctx)));
}

int BIO_ssl_copy_session_id(BIO* to, BIO* from) {
  SSL* target = ssl_in(to);
  SSL* source = ssl_in(from);
  return target != nullptr && source != nullptr && SSL_copy_session_id(target, source) == 1;
}

void BIO_ssl_shutdown(BIO* chain) {
  if (SSL* ssl = ssl_in(chain); ssl != nullptr) SSL_shutdown(ssl);
}

}  // extern "C"

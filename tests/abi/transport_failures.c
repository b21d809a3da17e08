// SPDX-License-Identifier: Apache-2.0
// A transport that fails: at each single call of a connection's BIO it takes or gives one byte only, asks to try again,
// ends, or breaks. Everything before and after goes well.
#include "abi_test.h"
#include "pair.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum fault { ONE_BYTE, RETRY, END, BREAK };
static const char *const fault_names[] = {"one byte", "retry", "end", "break"};

enum { kQueue = 1 << 16 };

struct queue {
  unsigned char bytes[kQueue];
  size_t size;
};

// One end's BIO: reads from one queue, writes into the other.
struct end {
  struct queue *in, *out;
  long calls;       // of BIO_read and BIO_write so far
  long fails_at;    // counted from 1; 0: never
  enum fault fault;
  int hit;          // 0, or 'r' or 'w': what was called when it failed
  int ended;
};

// What the call that comes now should do: 1 when it is the one that fails.
static int fails_now(struct end *end, int what) {
  if (++end->calls != end->fails_at) return 0;
  end->hit = what;
  return 1;
}

// The answer of a call that does nothing.
static int faulty(BIO *bio, struct end *end, int what) {
  if (end->fault == RETRY) what == 'r' ? BIO_set_retry_read(bio) : BIO_set_retry_write(bio);
  if (end->fault == END) {
    end->ended = what == 'r';
    return 0;
  }
  errno = end->fault == BREAK ? EIO : EAGAIN;
  return -1;
}

static int end_write(BIO *bio, const char *data, int length) {
  struct end *end = BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if (fails_now(end, 'w')) {
    if (end->fault != ONE_BYTE) return faulty(bio, end, 'w');
    length = 1;
  }
  if (end->out->size + (size_t)length > kQueue) abort();
  memcpy(end->out->bytes + end->out->size, data, (size_t)length);
  end->out->size += (size_t)length;
  return length;
}

static int end_read(BIO *bio, char *data, int length) {
  struct end *end = BIO_get_data(bio);
  struct queue *in = end->in;
  BIO_clear_retry_flags(bio);
  if (in->size == 0) {
    BIO_set_retry_read(bio);
    errno = EAGAIN;
    return -1;
  }
  if ((size_t)length > in->size) length = (int)in->size;
  if (fails_now(end, 'r')) {
    if (end->fault != ONE_BYTE) return faulty(bio, end, 'r');
    length = 1;
  }
  memcpy(data, in->bytes, (size_t)length);
  memmove(in->bytes, in->bytes + length, in->size - (size_t)length);
  in->size -= (size_t)length;
  return length;
}

static long end_ctrl(BIO *bio, int command, long number, void *pointer) {
  (void)number, (void)pointer;
  if (command == BIO_CTRL_EOF) return ((struct end *)BIO_get_data(bio))->ended;
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP;
}

static BIO_METHOD *end_method(void) {
  static BIO_METHOD *method;
  if (method != NULL) return method;
  method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "failing transport");
  BIO_meth_set_write(method, end_write);
  BIO_meth_set_read(method, end_read);
  BIO_meth_set_ctrl(method, end_ctrl);
  return method;
}

static BIO *bio_of(struct end *end) {
  BIO *bio = BIO_new(end_method());
  BIO_set_data(bio, end);
  BIO_set_init(bio, 1);
  return bio;
}

// A connection whose one end fails once.
struct trial {
  SSL *client, *server;
  struct end client_end, server_end;
  struct queue there, back;
  SSL *failing;         // whose transport fails
  struct end *failing_end;
  int over;             // the connection cannot go on
};

static void describe(const struct trial *trial, const char *phase, int result) {
  printf("  in %s of the %s: call %ld (%c) fails by '%s', result %d, error %d\n", phase,
         trial->failing == trial->client ? "client" : "server", trial->failing_end->fails_at, trial->failing_end->hit,
         fault_names[trial->failing_end->fault], result, SSL_get_error(trial->failing, result));
}

// The call that met the fault gave `result`, not success. Checks what it says of it.
static void check_failure(struct trial *trial, const char *phase, int result) {
  struct end *end = trial->failing_end;
  const int error = SSL_get_error(trial->failing, result);
  int expected = SSL_ERROR_SYSCALL;
  if (end->fault == RETRY || end->fault == ONE_BYTE)
    expected = end->hit == 'r' ? SSL_ERROR_WANT_READ : SSL_ERROR_WANT_WRITE;
  if (end->fault == END && end->hit == 'r') expected = SSL_ERROR_SSL;
  // The rest of the peer's flight is not there yet.
  if (end->fault == ONE_BYTE && error == SSL_ERROR_WANT_READ) expected = error;
  if (!EXPECT_INT(expected, error)) describe(trial, phase, result);
  if (expected == SSL_ERROR_SSL) {
    if (!EXPECT_REASON(SSL_R_UNEXPECTED_EOF_WHILE_READING)) describe(trial, phase, result);
    trial->over = 1;
  } else {
    EXPECT_INT(0, ERR_peek_error());
  }
  end->hit = 0;
}

typedef int (*call)(SSL *ssl);

// Calls until it succeeds. Returns 0 when the connection is over or nothing moves any more.
static int go(struct trial *trial, const char *phase, SSL *ssl, call what, SSL *other, call other_what) {
  int mine = 0, others = 0;
  for (int round = 0; round < 60 && !trial->over; round++) {
    if (mine <= 0) mine = what(ssl);
    if (mine <= 0 && ssl == trial->failing && trial->failing_end->hit) check_failure(trial, phase, mine);
    if (trial->over) return 0;
    if (others <= 0) others = other_what == NULL ? 1 : other_what(other);
    if (others <= 0 && other == trial->failing && trial->failing_end->hit) check_failure(trial, phase, others);
    if (mine > 0 && others > 0) return 1;
    ERR_clear_error();
  }
  return 0;
}

static char received[64];
static int write_text(SSL *ssl) { return SSL_write(ssl, "some text", 9); }
static int read_text(SSL *ssl) { return SSL_read(ssl, received, sizeof received); }
static int shut_down(SSL *ssl) {
  const int result = SSL_shutdown(ssl);
  return result == 0 ? 1 : result;  // ours is sent
}

static int exchange(struct trial *trial, SSL *from, SSL *to) {
  memset(received, 0, sizeof received);
  if (!go(trial, "write and read", from, write_text, to, read_text)) return 0;
  return EXPECT_STR("some text", received);
}

static void everything(struct trial *trial) {
  if (!go(trial, "handshake", trial->client, SSL_do_handshake, trial->server, SSL_do_handshake)) return;
  if (!exchange(trial, trial->client, trial->server) || !exchange(trial, trial->server, trial->client)) return;
  if (!go(trial, "shutdown", trial->client, shut_down, trial->server, shut_down)) return;
  trial->over = 2;
}

// One trial. Returns how many calls the failing end's BIO has seen.
static long try_once(SSL_CTX *client, SSL_CTX *server, int failing_is_client, long at, enum fault fault) {
  static struct trial trial;
  memset(&trial, 0, sizeof trial);
  trial.client = SSL_new(client), trial.server = SSL_new(server);
  trial.client_end = (struct end){.in = &trial.back, .out = &trial.there};
  trial.server_end = (struct end){.in = &trial.there, .out = &trial.back};
  trial.failing = failing_is_client ? trial.client : trial.server;
  trial.failing_end = failing_is_client ? &trial.client_end : &trial.server_end;
  trial.failing_end->fails_at = at, trial.failing_end->fault = fault;
  BIO *client_bio = bio_of(&trial.client_end), *server_bio = bio_of(&trial.server_end);
  SSL_set_bio(trial.client, client_bio, client_bio);
  SSL_set_bio(trial.server, server_bio, server_bio);
  SSL_set_connect_state(trial.client), SSL_set_accept_state(trial.server);
  everything(&trial);
  if (!EXPECT_TRUE(trial.over != 0))
    printf("  call %ld of the %s, by '%s'\n", at, failing_is_client ? "client" : "server", fault_names[fault]);
  const long calls = trial.failing_end->calls;
  SSL_free(trial.client), SSL_free(trial.server);
  ERR_clear_error();
  return calls;
}

static void fail_at_every_call(int version, enum fault fault) {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  for (int failing_is_client = 0; failing_is_client < 2; failing_is_client++) {
    long at = 1;
    while (try_once(client, server, failing_is_client, at, fault) >= at && at < 500) at++;
    EXPECT_TRUE(at > 8);
  }
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(one_byte_anywhere, "a transport that takes or gives one byte, once, at any call, changes nothing") {
  fail_at_every_call(version, ONE_BYTE);
}

CASE_EACH_VERSION(retry_anywhere,
                  "a transport that asks to try again at any call: WANT_READ or WANT_WRITE, and the repeated call goes on") {
  fail_at_every_call(version, RETRY);
}

CASE_EACH_VERSION(end_anywhere,
                  "a transport that ends at any call: UNEXPECTED_EOF_WHILE_READING when reading, SYSCALL when writing") {
  fail_at_every_call(version, END);
}

CASE_EACH_VERSION(break_anywhere,
                  "a transport that breaks at any call: SSL_ERROR_SYSCALL, nothing queued, and the repeated call goes on") {
  fail_at_every_call(version, BREAK);
}

// --- Sessions of connections that end badly

CASE_EACH_VERSION(session_after_truncation,
                  "a transport that ends without close_notify leaves the client's session not resumable") {
  char byte;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  SSL_SESSION *session = SSL_get1_session(pair.client);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  BIO_shutdown_wr(SSL_get_wbio(pair.server));
  EXPECT_INT(0, SSL_read(pair.client, &byte, 1));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.client, 0));
  EXPECT_REASON(SSL_R_UNEXPECTED_EOF_WHILE_READING);
  EXPECT_INT(0, SSL_get_shutdown(pair.client) & SSL_RECEIVED_SHUTDOWN);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(session_after_free,
                  "a connection that is freed without a shutdown leaves its session not resumable") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_free(&pair);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(server_after_truncation,
                  "a client goes without close_notify: the server's read fails, and its session is not resumable") {
  char byte;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  SSL_SESSION *session = SSL_get1_session(pair.server);
  BIO_shutdown_wr(SSL_get_wbio(pair.client));
  EXPECT_INT(0, SSL_read(pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.server, 0));
  EXPECT_REASON(SSL_R_UNEXPECTED_EOF_WHILE_READING);
  EXPECT_INT(0, SSL_get_shutdown(pair.server) & SSL_RECEIVED_SHUTDOWN);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void ignore_truncation(int version, int from_client) {
  char byte;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_options(from_client ? server : client, SSL_OP_IGNORE_UNEXPECTED_EOF);
  struct pair pair = pair_new(client, server);
  SSL *goes = from_client ? pair.client : pair.server, *stays = from_client ? pair.server : pair.client;
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  BIO_shutdown_wr(SSL_get_wbio(goes));
  EXPECT_INT(0, SSL_read(stays, &byte, 1));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(stays, 0));
  EXPECT_INT(SSL_RECEIVED_SHUTDOWN, SSL_get_shutdown(stays));
  EXPECT_INT(1, SSL_write(stays, "x", 1));  // the other direction is open
  EXPECT_INT(1, SSL_shutdown(stays));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(truncation_ignored,
                  "with SSL_OP_IGNORE_UNEXPECTED_EOF either end takes the end of the transport for a close_notify") {
  ignore_truncation(version, 0);
  ignore_truncation(version, 1);
}

CASE_EACH_VERSION(one_way_close, "who has sent close_notify still reads what the other sends until it closes too") {
  char byte = 0;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  EXPECT_INT(0, SSL_shutdown(pair.client));
  EXPECT_INT(0, SSL_read(pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(pair.server, 0));
  EXPECT_INT(1, SSL_write(pair.server, "y", 1));
  EXPECT_INT(1, SSL_read(pair.client, &byte, 1));
  EXPECT_INT('y', byte);
  BIO_shutdown_wr(SSL_get_wbio(pair.server));  // and then goes without its own
  EXPECT_INT(0, SSL_read(pair.client, &byte, 1));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.client, 0));
  EXPECT_REASON(SSL_R_UNEXPECTED_EOF_WHILE_READING);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// --- Signals

static volatile sig_atomic_t signals;
static void count_signal(int number) {
  (void)number;
  signals++;
}

static void join_by_sockets(struct pair *pair, int fds[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) abort();
  SSL_set_fd(pair->client, fds[0]);
  SSL_set_fd(pair->server, fds[1]);
}

// Interrupts the calls of this thread every 20 ms, until it is called with 0.
static void interrupt_calls(int on) {
  const struct sigaction action = {.sa_handler = count_signal};  // without SA_RESTART
  const long interval = on ? 20000 : 0;
  const struct itimerval timer = {.it_value = {.tv_usec = interval}, .it_interval = {.tv_usec = interval}};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &timer, NULL);
}

CASE_EACH_VERSION(interrupted_read,
                  "a signal that interrupts a blocking read gives WANT_READ, and the next read gives the data") {
  char byte = 0;
  int fds[2];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  join_by_sockets(&pair, fds);
  signals = 0;
  interrupt_calls(1);
  const int result = SSL_read(pair.client, &byte, 1);
  interrupt_calls(0);
  EXPECT_TRUE(signals > 0);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.client, result));
  EXPECT_INT(1, SSL_write(pair.server, "x", 1));
  EXPECT_INT(1, SSL_read(pair.client, &byte, 1));
  EXPECT_INT('x', byte);
  pair_free(&pair);
  close(fds[0]);
  close(fds[1]);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(interrupted_handshake,
                  "a signal that interrupts a handshake gives WANT_READ, and the handshake goes on") {
  int fds[2];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = {SSL_new(client), SSL_new(server)};
  join_by_sockets(&pair, fds);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  int c = 0, s = 0;
  signals = 0;
  interrupt_calls(1);
  for (int round = 0; round < 20 && (c != 1 || s != 1); round++) {
    if (c != 1) c = SSL_do_handshake(pair.client);
    if (c != 1) EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.client, c));
    if (s != 1) s = SSL_do_handshake(pair.server);
    if (s != 1) EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.server, s));
  }
  interrupt_calls(0);
  EXPECT_TRUE(signals > 0);
  EXPECT_INT(1, c);
  EXPECT_INT(1, s);
  EXPECT_TRUE(pair_exchange(&pair));
  pair_free(&pair);
  close(fds[0]);
  close(fds[1]);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(interrupted_write,
                  "a signal that interrupts a blocking write gives WANT_WRITE, and the repeated write loses nothing") {
  static unsigned char sent[400000], got[400000];
  int fds[2], small = 4096;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  join_by_sockets(&pair, fds);
  setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  for (size_t i = 0; i < sizeof sent; i++) sent[i] = (unsigned char)(i * 7 + i / 251);
  signals = 0;
  interrupt_calls(1);
  int written = SSL_write(pair.server, sent, sizeof sent);
  EXPECT_TRUE(signals > 0);
  EXPECT_INT(-1, written);
  EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(pair.server, written));
  size_t size = 0;
  for (int round = 0; round < 2000 && size < sizeof got; round++) {
    const int read = SSL_read(pair.client, got + size, (int)(sizeof got - size));
    if (read > 0) size += (size_t)read;
    if (written <= 0) written = SSL_write(pair.server, sent, sizeof sent);
  }
  interrupt_calls(0);
  EXPECT_INT((long)sizeof sent, written);
  EXPECT_INT((long)sizeof got, (long)size);
  EXPECT_TRUE(memcmp(sent, got, sizeof sent) == 0);
  pair_free(&pair);
  close(fds[0]);
  close(fds[1]);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

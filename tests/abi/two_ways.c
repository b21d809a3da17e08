// SPDX-License-Identifier: Apache-2.0
// The two halves of one connection used at once: by a thread that reads beside one that writes or closes, and by what a
// BIO lets go on while it waits. libssl's manual forbids it; programs do it, and OpenSSL lets them.
#include "abi_test.h"
#include "pair.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kBytes = 1 << 20 };

// A client and a server that sends back what it reads, over sockets that block.
struct echoing {
  SSL_CTX *client_ctx, *server_ctx;
  SSL *client, *server;
  int fd[2];
  pthread_t server_thread;
};

static void *echo(void *ssl) {
  char bytes[4096];
  int n = SSL_accept(ssl);
  if (n == 1) {
    while ((n = SSL_read(ssl, bytes, sizeof bytes)) > 0 && SSL_write(ssl, bytes, n) == n) continue;
    SSL_shutdown(ssl);
  }
  shutdown(SSL_get_fd(ssl), SHUT_RDWR);
  return NULL;
}

static void echoing_begin(struct echoing *e, int version) {
  signal(SIGPIPE, SIG_IGN);
  e->client_ctx = client_ctx(version);
  e->server_ctx = server_ctx(version);
  e->client = SSL_new(e->client_ctx);
  e->server = SSL_new(e->server_ctx);
  EXPECT_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, e->fd));
  SSL_set_fd(e->client, e->fd[0]);
  SSL_set_fd(e->server, e->fd[1]);
  SSL_set_connect_state(e->client);
  SSL_set_accept_state(e->server);
  EXPECT_INT(0, pthread_create(&e->server_thread, NULL, echo, e->server));
}

static void echoing_end(struct echoing *e) {
  shutdown(e->fd[0], SHUT_RDWR);
  pthread_join(e->server_thread, NULL);
  SSL_free(e->client);
  SSL_free(e->server);
  SSL_CTX_free(e->client_ctx);
  SSL_CTX_free(e->server_ctx);
  close(e->fd[0]);
  close(e->fd[1]);
}

static char byte_at(long position) { return (char)(position * 7 + position / 251); }

// What one half of the work has come to.
struct half {
  SSL *ssl;
  long want, done;
  int result, error;  // of the call that ended it, when that is before the end
  int corrupt;
};

static int wait_for(SSL *ssl, int error) {
  struct pollfd waiting = {SSL_get_fd(ssl), error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, 0};
  return (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) && poll(&waiting, 1, 10000) == 1;
}

static void *read_all(void *arg) {
  struct half *half = arg;
  char bytes[5000];
  while (half->done < half->want) {
    const int n = SSL_read(half->ssl, bytes, sizeof bytes);
    if (n <= 0) {
      half->result = n;
      half->error = SSL_get_error(half->ssl, n);
      if (wait_for(half->ssl, half->error)) continue;
      return NULL;
    }
    for (int i = 0; i < n; i++) half->corrupt |= bytes[i] != byte_at(half->done + i);
    half->done += n;
  }
  return NULL;
}

static void *write_all(void *arg) {
  struct half *half = arg;
  static char bytes[3000];
  while (half->done < half->want) {
    const long left = half->want - half->done;
    const int size = left < (long)sizeof bytes ? (int)left : (int)sizeof bytes;
    for (int i = 0; i < size; i++) bytes[i] = byte_at(half->done + i);
    const int n = SSL_write(half->ssl, bytes, size);
    if (n > 0) {
      half->done += n;
      continue;
    }
    half->result = n;
    half->error = SSL_get_error(half->ssl, n);
    if (!wait_for(half->ssl, half->error)) return NULL;
  }
  return NULL;
}

static void expect_done(const struct half *half) {
  if (half->done != half->want) {
    EXPECT_INT(1, half->result);
    EXPECT_INT(SSL_ERROR_NONE, half->error);
  }
  EXPECT_INT(half->want, half->done);
  EXPECT_INT(0, half->corrupt);
}

// Told when the BIO of a connection begins to read.
static sem_t reading;
static long tell_of_reading(BIO* bio, int operation, const char* bytes, size_t size, int number, long argument,
                            int result, size_t* done) {
  (void)bio, (void)bytes, (void)size, (void)number, (void)argument, (void)done;
  if (operation == BIO_CB_READ) sem_post(&reading);
  return result;
}

static pthread_t begin_reading(struct half *half) {
  pthread_t thread;
  sem_init(&reading, 0, 0);
  BIO_set_callback_ex(SSL_get_rbio(half->ssl), tell_of_reading);
  EXPECT_INT(0, pthread_create(&thread, NULL, read_all, half));
  sem_wait(&reading);
  return thread;
}

CASE_EACH_VERSION(blocking, "while one thread waits in SSL_read, another's SSL_write goes through") {
  struct echoing e;
  echoing_begin(&e, version);
  REQUIRE(SSL_connect(e.client) == 1);
  struct half in = {.ssl = e.client, .want = kBytes}, out = in;
  const pthread_t reader = begin_reading(&in);
  write_all(&out);
  expect_done(&out);
  if (out.done != out.want) shutdown(e.fd[0], SHUT_RDWR);
  pthread_join(reader, NULL);
  expect_done(&in);
  echoing_end(&e);
}

CASE_EACH_VERSION(not_blocking, "on a socket that does not block each thread is told what its own call waits for") {
  struct echoing e;
  echoing_begin(&e, version);
  REQUIRE(SSL_connect(e.client) == 1);
  fcntl(e.fd[0], F_SETFL, O_NONBLOCK);
  // On OpenSSL the threads share what they wait for, and one may be told SSL_ERROR_SYSCALL.
  const long size = abi_on_reprise() ? 8L * kBytes : 1;
  struct half in = {.ssl = e.client, .want = size}, out = in;
  pthread_t reader, writer;
  EXPECT_INT(0, pthread_create(&writer, NULL, write_all, &out));
  if (!abi_on_reprise()) pthread_join(writer, NULL);
  EXPECT_INT(0, pthread_create(&reader, NULL, read_all, &in));
  if (abi_on_reprise()) pthread_join(writer, NULL);
  expect_done(&out);
  if (out.done != out.want) shutdown(e.fd[0], SHUT_RDWR);
  pthread_join(reader, NULL);
  expect_done(&in);
  echoing_end(&e);
}

CASE_EACH_VERSION(closing, "while one thread waits in SSL_read, another's SSL_shutdown tells the peer") {
  struct echoing e;
  echoing_begin(&e, version);
  REQUIRE(SSL_connect(e.client) == 1);
  struct half in = {.ssl = e.client, .want = 1};
  const pthread_t reader = begin_reading(&in);
  const int result = SSL_shutdown(e.client);
  EXPECT_TRUE(result >= 0);  // 1 when the peer has been quick
  if (result < 0) shutdown(e.fd[0], SHUT_RDWR);
  pthread_join(reader, NULL);
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, in.error);
  EXPECT_INT(SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN, SSL_get_shutdown(e.client));
  EXPECT_INT(1, SSL_shutdown(e.client));
  echoing_end(&e);
}

CASE_EACH_VERSION(key_updates, "messages of the library's own pass between the data of two threads") {
  struct echoing e;
  echoing_begin(&e, version);
  REQUIRE(SSL_connect(e.client) == 1);
  struct half in = {.ssl = e.client, .want = kBytes}, out = in;
  const pthread_t reader = begin_reading(&in);
  for (long goal = kBytes / 16; goal <= kBytes; goal += kBytes / 16) {
    out.want = goal;
    write_all(&out);
    if (version == TLS1_3_VERSION) EXPECT_INT(1, SSL_key_update(e.client, SSL_KEY_UPDATE_REQUESTED));
  }
  expect_done(&out);
  if (out.done != in.want) shutdown(e.fd[0], SHUT_RDWR);
  pthread_join(reader, NULL);
  expect_done(&in);
  echoing_end(&e);
}

CASE_EACH_VERSION(in_handshake, "a write that meets another thread's handshake goes out after it") {
  if (!abi_on_reprise()) return;  // OpenSSL reads the same bytes in both
  struct echoing e;
  echoing_begin(&e, version);
  struct half in = {.ssl = e.client, .want = 3000}, out = in;
  sem_init(&reading, 0, 0);
  BIO_set_callback_ex(SSL_get_rbio(e.client), tell_of_reading);
  pthread_t reader;
  EXPECT_INT(0, pthread_create(&reader, NULL, read_all, &in));
  sem_wait(&reading);
  write_all(&out);
  expect_done(&out);
  if (out.done != out.want) shutdown(e.fd[0], SHUT_RDWR);
  pthread_join(reader, NULL);
  expect_done(&in);
  echoing_end(&e);
}

static void *write_ones(void *ssl) {
  char ones[5000];
  memset(ones, 1, sizeof ones);
  for (int i = 0; i < 100; i++) {
    if (SSL_write(ssl, ones, sizeof ones) != (int)sizeof ones) return NULL;
  }
  return ssl;
}

static void *write_twos(void *ssl) {
  char twos[7000];
  memset(twos, 2, sizeof twos);
  for (int i = 0; i < 100; i++) {
    if (SSL_write(ssl, twos, sizeof twos) != (int)sizeof twos) return NULL;
  }
  return ssl;
}

CASE_EACH_VERSION(two_writers, "two threads that write at once on a blocking socket take turns, a write each") {
  if (!abi_on_reprise()) return;  // OpenSSL refuses, or sends the one's bytes for the other's
  struct echoing e;
  echoing_begin(&e, version);
  REQUIRE(SSL_connect(e.client) == 1);
  pthread_t writers[2];
  EXPECT_INT(0, pthread_create(&writers[0], NULL, write_ones, e.client));
  EXPECT_INT(0, pthread_create(&writers[1], NULL, write_twos, e.client));
  static char got[1200000];
  long size = 0;
  for (int n; size < (long)sizeof got && (n = SSL_read(e.client, got + size, (int)(sizeof got - size))) > 0;) size += n;
  EXPECT_INT(sizeof got, size);
  for (int i = 0; i < 2; i++) {
    void *good = NULL;
    pthread_join(writers[i], &good);
    EXPECT_PTR(e.client, good);
  }
  long torn = 0;
  for (long at = 0; at < size;) {
    const long whole = got[at] == 1 ? 5000 : 7000;
    for (long i = 1; i < whole && at + i < size; i++) torn += got[at + i] != got[at];
    at += whole;
  }
  EXPECT_INT(0, torn);
  echoing_end(&e);
}

// --- One thread, whose BIO lets something else go on while it waits: a coroutine, an inner loop of events

static SSL *waiting;
static enum { nothing, writes, closes, reads } inner;
static int inner_result, inner_error;

static long go_on_elsewhere(BIO* bio, int operation, const char* bytes, size_t size, int number, long argument,
                            int result, size_t* done) {
  (void)bio, (void)bytes, (void)size, (void)number, (void)argument, (void)done;
  char byte;
  if (operation != BIO_CB_READ || inner == nothing) return result;
  const int what = inner;
  inner = nothing;
  inner_result = what == writes   ? SSL_write(waiting, "hello", 5)
                 : what == closes ? SSL_shutdown(waiting)
                                  : SSL_read(waiting, &byte, 1);
  inner_error = SSL_get_error(waiting, inner_result);
  return result;
}

CASE_EACH_VERSION(inside_of_a_read, "what goes on inside of the BIO of a read may write and close, and not read") {
  for (int what = writes; what <= reads; what++) {
    if (what == reads && !abi_on_reprise()) continue;  // OpenSSL reads into the same buffer
    struct connected e;
    char bytes[8];
    REQUIRE(connect_ends(&e, version));
    waiting = e.pair.client;
    BIO_set_callback_ex(SSL_get_rbio(waiting), go_on_elsewhere);
    inner = what;
    const int result = SSL_read(waiting, bytes, sizeof bytes);
    EXPECT_INT(-1, result);
    // On OpenSSL the inner call's state is the outer's.
    if (abi_on_reprise()) EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(waiting, result));
    EXPECT_INT(what == writes ? 5 : what == closes ? 0 : -1, inner_result);
    if (what == reads) EXPECT_INT(SSL_ERROR_WANT_READ, inner_error);
    const int got = SSL_read(e.pair.server, bytes, sizeof bytes);
    EXPECT_INT(what == writes ? 5 : what == closes ? 0 : -1, got);
    EXPECT_INT(what == closes ? SSL_RECEIVED_SHUTDOWN : 0, SSL_get_shutdown(e.pair.server));
    BIO_set_callback_ex(SSL_get_rbio(waiting), NULL);
    connected_free(&e);
  }
}

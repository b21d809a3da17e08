// SPDX-License-Identifier: Apache-2.0
// What passes between the ends once the handshake is complete, at the moments when it is least convenient: a client
// that has gone, authentication that is half done, requests without end. TLS 1.3.
#include "abi_test.h"
#include "pair.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// --- Two ends whose bytes the test carries

struct carried {
  SSL_CTX *client_ctx, *server_ctx;
  SSL *client, *server;
};

static void join_by_memory(SSL *ssl) {
  BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(ssl, in, out);
}

// All that `from` has sent goes to `to`, but for the last `kept` records, which are returned in `rest`.
static int carry(SSL *from, SSL *to, int kept, unsigned char *rest) {
  static unsigned char bytes[1 << 20];
  int starts[1 << 12], count = 0, size = BIO_read(SSL_get_wbio(from), bytes, sizeof bytes);
  if (size < 0) size = 0;
  for (int at = 0; at < size && count < 1 << 12; at += 5 + (bytes[at + 3] << 8 | bytes[at + 4])) starts[count++] = at;
  const int cut = kept == 0 ? size : count >= kept ? starts[count - kept] : 0;
  BIO_write(SSL_get_rbio(to), bytes, cut);
  if (rest != NULL) memcpy(rest, bytes + cut, (size_t)(size - cut));
  return size - cut;
}

static void carried_begin(struct carried *e) {
  e->client_ctx = client_ctx(TLS1_3_VERSION);
  e->server_ctx = server_ctx(TLS1_3_VERSION);
  trust_ca(e->server_ctx);
  use_identity(e->client_ctx, identity_client());
  SSL_CTX_set_post_handshake_auth(e->client_ctx, 1);
  // The Certificate is in the first record that answers a request, and the last is not.
  SSL_CTX_set_max_send_fragment(e->client_ctx, 512);
  SSL_CTX_set_mode(e->client_ctx, SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_id_context(e->server_ctx, (const unsigned char *)"x", 1);
  e->client = SSL_new(e->client_ctx);
  e->server = SSL_new(e->server_ctx);
  join_by_memory(e->client);
  join_by_memory(e->server);
  SSL_set_connect_state(e->client);
  SSL_set_accept_state(e->server);
  for (int i = 0; i < 5; i++) {
    SSL_do_handshake(e->client);
    carry(e->client, e->server, 0, NULL);
    SSL_do_handshake(e->server);
    carry(e->server, e->client, 0, NULL);
  }
  char byte;
  EXPECT_INT(-1, SSL_read(e->client, &byte, 1));  // the tickets
  EXPECT_INT(1, SSL_is_init_finished(e->client));
  EXPECT_INT(1, SSL_is_init_finished(e->server));
  SSL_set_verify(e->server, SSL_VERIFY_PEER, NULL);
}

static void carried_end(struct carried *e) {
  SSL_free(e->client);
  SSL_free(e->server);
  SSL_CTX_free(e->client_ctx);
  SSL_CTX_free(e->server_ctx);
}

enum update { no_update, with_update };

// The server asks and the client answers, before which it may ask for a KeyUpdate; of the answer the last record is
// kept back, in `rest`. Returns its size.
static int half_authenticated(struct carried *e, enum update update, unsigned char *rest) {
  char byte;
  EXPECT_INT(1, SSL_verify_client_post_handshake(e->server));
  EXPECT_INT(1, SSL_do_handshake(e->server));
  carry(e->server, e->client, 0, NULL);
  if (update == with_update) {
    EXPECT_INT(1, SSL_key_update(e->client, SSL_KEY_UPDATE_REQUESTED));
    EXPECT_INT(1, SSL_do_handshake(e->client));
  }
  EXPECT_INT(-1, SSL_read(e->client, &byte, 1));
  const int size = carry(e->client, e->server, 1, rest);
  const int result = SSL_read(e->server, &byte, 1);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e->server, result));
  return size;
}

static void finish_authentication(struct carried *e, const unsigned char *rest, int size) {
  char byte;
  BIO_write(SSL_get_rbio(e->server), rest, size);
  const int result = SSL_read(e->server, &byte, 1);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e->server, result));
  X509 *peer = SSL_get1_peer_certificate(e->server);
  EXPECT_TRUE(peer != NULL);
  X509_free(peer);
}

CASE(update_owed, "a server that owes a KeyUpdate can write while its client's authentication is half there") {
  struct carried e;
  unsigned char rest[4096];
  char bytes[100];
  carried_begin(&e);
  const int size = half_authenticated(&e, with_update, rest);
  int written = SSL_write(e.server, "hello", 5);
  EXPECT_INT(DIFFERS("OpenSSL's write waits for the client", -1, 5), written);
  if (written < 0) EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.server, written));
  EXPECT_INT(1, SSL_in_init(e.server));
  finish_authentication(&e, rest, size);
  if (written < 0) EXPECT_INT(5, SSL_write(e.server, "hello", 5));
  carry(e.server, e.client, 0, NULL);
  EXPECT_INT(5, SSL_read(e.client, bytes, sizeof bytes));
  EXPECT_INT(1, SSL_write(e.client, "x", 1));
  carry(e.client, e.server, 0, NULL);
  EXPECT_INT(1, SSL_read(e.server, bytes, 1));
  carried_end(&e);
}

CASE(ticket_amid, "no ticket can be asked for while the client's authentication is half there") {
  struct carried e;
  unsigned char rest[4096];
  carried_begin(&e);
  const int size = half_authenticated(&e, no_update, rest);
  EXPECT_INT(0, SSL_new_session_ticket(e.server));
  finish_authentication(&e, rest, size);
  EXPECT_INT(1, SSL_new_session_ticket(e.server));
  EXPECT_INT(1, SSL_new_session_ticket(e.server));
  EXPECT_INT(1, SSL_do_handshake(e.server));
  carried_end(&e);
}

CASE(ticket_and_update, "neither a ticket nor a KeyUpdate can be asked for when the other has been") {
  struct carried e;
  carried_begin(&e);
  EXPECT_INT(1, SSL_key_update(e.server, SSL_KEY_UPDATE_NOT_REQUESTED));
  EXPECT_INT(0, SSL_new_session_ticket(e.server));
  EXPECT_INT(1, SSL_do_handshake(e.server));
  EXPECT_INT(1, SSL_new_session_ticket(e.server));
  EXPECT_INT(0, SSL_key_update(e.server, SSL_KEY_UPDATE_NOT_REQUESTED));
  EXPECT_REASON(SSL_R_STILL_IN_INIT);
  EXPECT_INT(1, SSL_do_handshake(e.server));
  carried_end(&e);
}

CASE(requests_without_end, "a client answers requests for its certificate, and not any number without data") {
  struct carried e;
  char byte;
  carried_begin(&e);
  int answered = 0;
  for (; answered < 40; answered++) {
    if (SSL_verify_client_post_handshake(e.server) != 1 || SSL_do_handshake(e.server) != 1) break;
    carry(e.server, e.client, 0, NULL);
    const int result = SSL_read(e.client, &byte, 1);
    if (SSL_get_error(e.client, result) != SSL_ERROR_WANT_READ) break;
    carry(e.client, e.server, 0, NULL);
    if (SSL_get_error(e.server, SSL_read(e.server, &byte, 1)) != SSL_ERROR_WANT_READ) break;
    X509 *peer = SSL_get1_peer_certificate(e.server);
    EXPECT_TRUE(peer != NULL);
    X509_free(peer);
  }
  EXPECT_INT(DIFFERS("docs/decisions/0095", 40, 32), answered);
  if (abi_on_reprise()) EXPECT_REASON(SSL_R_UNEXPECTED_MESSAGE);
  carried_end(&e);
}

// --- A client that has gone

// The client's last flight and a request of seven bytes lie in the server's socket, whose other end is closed.
static SSL *server_of_gone_client(SSL_CTX *client_ctx, SSL_CTX *server_ctx, int fd[2]) {
  static char bytes[1 << 16];
  SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
  EXPECT_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fd));
  fcntl(fd[0], F_SETFL, O_NONBLOCK);
  fcntl(fd[1], F_SETFL, O_NONBLOCK);
  join_by_memory(client);
  SSL_set_connect_state(client);
  SSL_set_fd(server, fd[1]);
  SSL_set_accept_state(server);
  for (int i = 0; i < 2; i++) {
    SSL_do_handshake(client);
    if (i == 1) EXPECT_INT(7, SSL_write(client, "request", 7));
    const int size = BIO_read(SSL_get_wbio(client), bytes, sizeof bytes);
    EXPECT_INT(size, write(fd[0], bytes, (size_t)size));
    if (i == 1) break;
    EXPECT_INT(-1, SSL_accept(server));
    const ssize_t got = read(fd[0], bytes, sizeof bytes);
    BIO_write(SSL_get_rbio(client), bytes, (int)got);
  }
  close(fd[0]);
  SSL_free(client);
  return server;
}

CASE(gone_client, "a client that is gone once it has sent its request is served, though tickets do not reach it") {
  signal(SIGPIPE, SIG_IGN);
  for (int by_reading = 0; by_reading < 2; by_reading++) {
    int fd[2];
    char bytes[10];
    SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
    SSL *ssl = server_of_gone_client(client, server, fd);
    if (!by_reading) EXPECT_INT(1, SSL_accept(ssl));
    EXPECT_INT(7, SSL_read(ssl, bytes, sizeof bytes));
    // What is written for it is told as it is.
    const int result = SSL_write(ssl, "answer", 6);
    EXPECT_INT(-1, result);
    EXPECT_INT(SSL_ERROR_SYSCALL, SSL_get_error(ssl, result));
    EXPECT_INT(EPIPE, errno);
    SSL_free(ssl);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    close(fd[1]);
  }
}

// SPDX-License-Identifier: Apache-2.0
// BearSSL as a client, TLS 1.2 by session id: bearssl PORT MODULUS, the server's RSA modulus in hex, which it trusts;
// says "saw full" or "saw resumed" for each of two connections. The library does not tell: a connection with the master
// secret of the one before was resumed.
#include <bearssl.h>
#include <string.h>

#include "socket.h"

static int receive(void *fd, unsigned char *to, size_t len) {
  const ssize_t got = read(*(int *)fd, to, len);
  return got > 0 ? (int)got : -1;
}

static int transmit(void *fd, const unsigned char *from, size_t len) {
  const ssize_t sent = write(*(int *)fd, from, len);
  return sent > 0 ? (int)sent : -1;
}

static size_t from_hex(const char *text, unsigned char *to, size_t room) {
  size_t len = 0;
  unsigned byte;
  while (len < room && sscanf(text + 2 * len, "%2x", &byte) == 1) to[len++] = (unsigned char)byte;
  return len;
}

static void meet(br_ssl_client_context *tls, const char *port, int offer) {
  br_ssl_session_parameters before, after;
  br_sslio_context stream;
  char answer[4096];
  int fd = connected(port);
  br_ssl_engine_get_session_parameters(&tls->eng, &before);
  br_ssl_client_reset(tls, "localhost", offer);
  br_sslio_init(&stream, &tls->eng, receive, &fd, transmit, &fd);
  if (br_sslio_write_all(&stream, REQUEST, sizeof REQUEST - 1) != 0 || br_sslio_flush(&stream) != 0) {
    printf("error %d\n", br_ssl_engine_last_error(&tls->eng));
    exit(1);
  }
  while (br_sslio_read(&stream, answer, sizeof answer) > 0) continue;
  br_ssl_engine_get_session_parameters(&tls->eng, &after);
  say(offer && memcmp(before.master_secret, after.master_secret, sizeof after.master_secret) == 0);
  close(fd);
}

int main(int argc, char **argv) {
  static unsigned char modulus[1024], exponent[] = {1, 0, 1}, buffer[BR_SSL_BUFSIZE_BIDI];
  static const uint16_t suites[] = {BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                    BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256};
  static br_ssl_client_context tls;
  static br_x509_minimal_context unused;
  br_x509_knownkey_context known;
  if (argc != 3) return 2;
  const br_rsa_public_key key = {modulus, from_hex(argv[2], modulus, sizeof modulus), exponent, sizeof exponent};
  br_ssl_client_init_full(&tls, &unused, NULL, 0);
  br_x509_knownkey_init_rsa(&known, &key, BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
  br_ssl_engine_set_x509(&tls.eng, &known.vtable);
  br_ssl_engine_set_buffer(&tls.eng, buffer, sizeof buffer, 1);
  br_ssl_engine_set_suites(&tls.eng, suites, 2);
  meet(&tls, argv[1], 0);
  meet(&tls, argv[1], 1);
  return 0;
}

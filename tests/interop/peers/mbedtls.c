// SPDX-License-Identifier: Apache-2.0
// mbed TLS 2.28 as a client, TLS 1.2: mbedtls PORT KIND KEYS; says "saw full" or "saw resumed" for each of two
// connections. The library does not tell: a connection with the master secret of the one before was resumed.
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <string.h>

#include "socket.h"

static mbedtls_ssl_config config;
static mbedtls_x509_crt roots;

static void configure(const char *kind, const char *keys) {
  static mbedtls_entropy_context entropy;
  static mbedtls_ctr_drbg_context random;
  char path[1024];
  snprintf(path, sizeof path, "%s/ca.pem", keys);
  mbedtls_entropy_init(&entropy);
  mbedtls_ctr_drbg_init(&random);
  mbedtls_ssl_config_init(&config);
  mbedtls_x509_crt_init(&roots);
  if (mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL, 0) != 0) exit(1);
  if (mbedtls_x509_crt_parse_file(&roots, path) != 0) exit(1);
  mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  mbedtls_ssl_conf_ca_chain(&config, &roots, NULL);
  mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
  mbedtls_ssl_conf_session_tickets(&config, strcmp(kind, "tls12-id") != 0);
}

// Connects, offering `session` when `offer` is set, and leaves the new session in it.
static void meet(const char *port, mbedtls_ssl_session *session, int offer) {
  unsigned char answer[4096], previous[sizeof session->master];
  mbedtls_ssl_context tls;
  mbedtls_net_context net;
  memcpy(previous, session->master, sizeof previous);
  mbedtls_ssl_init(&tls);
  mbedtls_net_init(&net);
  net.fd = connected(port);
  if (mbedtls_ssl_setup(&tls, &config) != 0 || mbedtls_ssl_set_hostname(&tls, "localhost") != 0) exit(1);
  mbedtls_ssl_set_bio(&tls, &net, mbedtls_net_send, mbedtls_net_recv, NULL);
  if (offer) mbedtls_ssl_set_session(&tls, session);
  const int status = mbedtls_ssl_handshake(&tls);
  if (status != 0) {
    printf("error -0x%x\n", -status);
    exit(1);
  }
  mbedtls_ssl_write(&tls, (const unsigned char *)REQUEST, sizeof REQUEST - 1);
  while (mbedtls_ssl_read(&tls, answer, sizeof answer) > 0) continue;
  mbedtls_ssl_session_free(session);
  mbedtls_ssl_session_init(session);
  mbedtls_ssl_get_session(&tls, session);
  say(memcmp(previous, session->master, sizeof previous) == 0);
  mbedtls_ssl_close_notify(&tls);
  mbedtls_net_free(&net);
  mbedtls_ssl_free(&tls);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  configure(argv[2], argv[3]);
  meet(argv[1], &session, 0);
  meet(argv[1], &session, 1);
  return 0;
}

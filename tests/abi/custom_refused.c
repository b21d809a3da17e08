// SPDX-License-Identifier: Apache-2.0
// Custom extensions (SSL_CTX_add_custom_ext(3)) that a program's callback will not write, or does not like: in each
// message that can carry one the connection ends, with the callback's alert.
#include "abi_test.h"
#include "pair.h"

enum { kExtension = 1000 };

// One message, who writes it and in which version.
static const struct place {
  const char *name;
  unsigned context;
  int version, server_writes;
} kPlaces[] = {
    {"ClientHello", SSL_EXT_CLIENT_HELLO, TLS1_2_VERSION, 0},
    {"ClientHello", SSL_EXT_CLIENT_HELLO, TLS1_3_VERSION, 0},
    {"ServerHello", SSL_EXT_TLS1_2_SERVER_HELLO, TLS1_2_VERSION, 1},
    {"ServerHello", SSL_EXT_TLS1_3_SERVER_HELLO, TLS1_3_VERSION, 1},
    {"HelloRetryRequest", SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST, TLS1_3_VERSION, 1},
    {"EncryptedExtensions", SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS, TLS1_3_VERSION, 1},
    {"CertificateRequest", SSL_EXT_TLS1_3_CERTIFICATE_REQUEST, TLS1_3_VERSION, 1},
    {"server's Certificate", SSL_EXT_TLS1_3_CERTIFICATE, TLS1_3_VERSION, 1},
    {"client's Certificate", SSL_EXT_TLS1_3_CERTIFICATE, TLS1_3_VERSION, 0},
    {"NewSessionTicket", SSL_EXT_TLS1_3_NEW_SESSION_TICKET, TLS1_3_VERSION, 1},
};
enum { kNumPlaces = sizeof kPlaces / sizeof *kPlaces };

static struct {
  const struct place *place;
  int refuses_to_write, refuses_to_read;
  int written, read;  // in the place, by the end that writes there, and by the other
} now;

static int add(SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *length, X509 *x,
               size_t index, int *alert, void *arg) {
  (void)type, (void)x, (void)index, (void)arg;
  *out = (const unsigned char*)"a";
  *length = 1;
  if ((context & now.place->context) == 0 || SSL_is_server(ssl) != now.place->server_writes) return 1;
  now.written++;
  *alert = SSL_AD_ACCESS_DENIED;
  return now.refuses_to_write ? -1 : 1;
}

static int parse(SSL *ssl, unsigned int type, unsigned int context, const unsigned char *in, size_t length, X509 *x,
                 size_t index, int *alert, void *arg) {
  (void)type, (void)in, (void)length, (void)x, (void)index, (void)arg;
  if ((context & now.place->context) == 0 || SSL_is_server(ssl) == now.place->server_writes) return 1;
  now.read++;
  *alert = SSL_AD_ACCESS_DENIED;
  return !now.refuses_to_read;
}

static int sent_alert;  // the first, by either end

static void note_alert(const SSL *ssl, int where, int value) {
  (void)ssl;
  if (where == SSL_CB_WRITE_ALERT && value >> 8 == SSL3_AL_FATAL && sent_alert == 0) sent_alert = value & 0xff;
}

static void add_extension(SSL_CTX *ctx, const struct place *place) {
  const unsigned context = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | place->context;
  EXPECT_INT(1, SSL_CTX_add_custom_ext(ctx, kExtension, context, add, NULL, NULL, parse, NULL));
  SSL_CTX_set_info_callback(ctx, note_alert);
}

// Whether both ends are content after a handshake with client certificates, and a retry where there is room for one.
static int good_visit(const struct place *place) {
  struct ends e = ends_new(place->version);
  trust_ca(e.server);
  use_identity(e.client, identity_client());
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char*)"app", 3);
  if (place->context == SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST) SSL_CTX_set1_groups_list(e.server, "P-384");
  add_extension(e.client, place);
  add_extension(e.server, place);
  struct pair pair = pair_new(e.client, e.server);
  now.written = now.read = sent_alert = 0;
  const int good = pair_handshake(&pair) && pair_exchange(&pair);
  pair_free(&pair);
  ends_free(&e);
  ERR_clear_error();
  return good;
}

// In each place the connection fails with the callback's alert, and *count, which is of `now`, is one.
static void expect_refusals(const int *count) {
  for (int i = 0; i < kNumPlaces; i++) {
    now.place = &kPlaces[i];
    if (!EXPECT_INT(0, good_visit(now.place)) + !EXPECT_INT(1, *count) +
        !EXPECT_INT(SSL_AD_ACCESS_DENIED, sent_alert)) {
      printf("# %s\n", now.place->name);
    }
  }
}

CASE(neither, "what nobody objects to is written and read") {
  for (int i = 0; i < kNumPlaces; i++) {
    now.place = &kPlaces[i];
    if (!EXPECT_INT(1, good_visit(now.place)) + !EXPECT_TRUE(now.written > 0 && now.read > 0)) {
      printf("# %s\n", now.place->name);
    }
  }
}

CASE(writing, "a callback that will not write ends the connection, and so the other end") {
  now.refuses_to_write = 1;
  expect_refusals(&now.written);
  now.refuses_to_write = 0;
}

CASE(reading, "a callback that does not like what it reads ends the connection with its alert") {
  now.refuses_to_read = 1;
  expect_refusals(&now.read);
  now.refuses_to_read = 0;
}

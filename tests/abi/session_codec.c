// SPDX-License-Identifier: Apache-2.0
// Sessions as bytes and text: DER, PEM, SSL_SESSION_print. A file written by one library is read by the other.
#include "abi_test.h"
#include "pair.h"
#include "session_samples.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

// A DER SEQUENCE around a body written in hex; at most 127 bytes.
static int sequence(unsigned char *out, const char *hex) {
  size_t len = strlen(hex) / 2;
  out[0] = 0x30;
  out[1] = (unsigned char)len;
  for (size_t i = 0; i < len; i++) {
    const char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
    out[2 + i] = (unsigned char)strtol(digits, NULL, 16);
  }
  return (int)len + 2;
}

static SSL_SESSION *read_hex(const char *hex) {
  unsigned char der[160];
  const int len = sequence(der, hex);
  const unsigned char *in = der;
  return d2i_SSL_SESSION(NULL, &in, len);
}

#define ID "04026964"
#define KEY "0403616263"
#define HEAD "020101" "02020303" "0402C02F" ID KEY
#define TAIL "A1030201" "05" "A2030201" "07"

static const struct {
  const char *name;
  const unsigned char *der;
  size_t len;
  const char *text, *keylog;
} samples[] = {
    {"TLS 1.2 without certificate", tls12_anon_der, sizeof tls12_anon_der, tls12_anon_text, tls12_anon_keylog},
    {"TLS 1.3 from an external key", tls13_psk_external_der, sizeof tls13_psk_external_der, tls13_psk_external_text,
     tls13_psk_external_keylog},
    {"TLS 1.3 with a certificate and early data", tls13_early_der, sizeof tls13_early_der, tls13_early_text,
     tls13_early_keylog},
};

enum { kSamples = sizeof samples / sizeof samples[0] };

static SSL_SESSION *read_sample(int i) {
  const unsigned char *in = samples[i].der;
  return d2i_SSL_SESSION(NULL, &in, (long)samples[i].len);
}

CASE(samples_round_trip, "sessions that OpenSSL wrote are read and written back byte for byte") {
  for (int i = 0; i < kSamples; i++) {
    unsigned char out[2048], *at = out;
    SSL_SESSION *session = read_sample(i);
    REQUIRE(session != NULL);
    EXPECT_INT(samples[i].len, i2d_SSL_SESSION(session, NULL));
    const int len = i2d_SSL_SESSION(session, &at);
    EXPECT_BYTES(samples[i].der, samples[i].len, out, len);
    EXPECT_PTR(out + len, at);
    SSL_SESSION_free(session);
  }
}

CASE(samples_print, "SSL_SESSION_print and SSL_SESSION_print_keylog write exactly what OpenSSL writes") {
  for (int i = 0; i < kSamples; i++) {
    char *text = NULL;
    SSL_SESSION *session = read_sample(i);
    REQUIRE(session != NULL);
    BIO *out = BIO_new(BIO_s_mem());
    EXPECT_INT(1, SSL_SESSION_print(out, session));
    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    EXPECT_STR(samples[i].text, text);
    (void)BIO_reset(out);
    EXPECT_INT(1, SSL_SESSION_print_keylog(out, session));
    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    EXPECT_STR(samples[i].keylog, text);
    BIO_free(out);
    SSL_SESSION_free(session);
  }
}

CASE(samples_fields, "the fields of a session that OpenSSL wrote") {
  unsigned int id_len = 0;
  SSL_SESSION *session = read_sample(2);
  REQUIRE(session != NULL);
  EXPECT_INT(TLS1_3_VERSION, SSL_SESSION_get_protocol_version(session));
  SSL_SESSION_get_id(session, &id_len);
  EXPECT_INT(32, id_len);
  EXPECT_INT(1, SSL_SESSION_has_ticket(session));
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  EXPECT_TRUE(SSL_SESSION_get0_peer(session) != NULL);
  EXPECT_TRUE(SSL_SESSION_get_max_early_data(session) > 0);
  SSL_SESSION_free(session);
}

CASE(print_null, "SSL_SESSION_print of NULL returns 0") {
  BIO *out = BIO_new(BIO_s_mem());
  EXPECT_INT(0, SSL_SESSION_print(out, NULL));
  EXPECT_INT(0, SSL_SESSION_print_keylog(out, NULL));
  EXPECT_INT(0, BIO_ctrl_pending(out));
  BIO_free(out);
}

CASE(keylog_needs_secrets, "SSL_SESSION_print_keylog needs an id and a key") {
  BIO *out = BIO_new(BIO_s_mem());
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(0, SSL_SESSION_print_keylog(out, session));
  EXPECT_INT(0, BIO_ctrl_pending(out));
  SSL_SESSION_free(session);
  BIO_free(out);
}

CASE(pem_round_trip, "PEM has the label SSL SESSION PARAMETERS and round-trips") {
  char first[64] = "";
  SSL_SESSION *session = made_session("pem", TLS1_2_VERSION);
  BIO *bio = BIO_new(BIO_s_mem());
  EXPECT_INT(1, PEM_write_bio_SSL_SESSION(bio, session));
  SSL_SESSION *read = PEM_read_bio_SSL_SESSION(bio, NULL, NULL, NULL);
  REQUIRE(read != NULL);
  EXPECT_BYTES("pem", 3, SSL_SESSION_get_id(read, NULL), 3);
  PEM_write_bio_SSL_SESSION(bio, session);
  BIO_gets(bio, first, sizeof first);
  EXPECT_STR("-----BEGIN SSL SESSION PARAMETERS-----\n", first);
  SSL_SESSION_free(read);
  SSL_SESSION_free(session);
  BIO_free(bio);
}

CASE(pem_of_nothing, "PEM_read_bio_SSL_SESSION of no PEM returns NULL with NO_START_LINE") {
  BIO *bio = BIO_new_mem_buf("nothing here\n", -1);
  EXPECT_NULL(PEM_read_bio_SSL_SESSION(bio, NULL, NULL, NULL));
  EXPECT_INT(PEM_R_NO_START_LINE, ERR_GET_REASON(ERR_peek_last_error()));
  BIO_free(bio);
}

// All of a file, as text.
static const char *file_text(FILE *file) {
  static char text[8192];
  rewind(file);
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  return text;
}

CASE(files, "the forms for FILE say what the forms for BIO say: PEM both ways, and the text") {
  SSL_SESSION *session = read_sample(0);
  FILE *file = tmpfile();
  REQUIRE(session != NULL && file != NULL);
  EXPECT_INT(1, PEM_write_SSL_SESSION(file, session));
  EXPECT_INT(0, strncmp("-----BEGIN SSL SESSION PARAMETERS-----\n", file_text(file), 39));
  rewind(file);
  SSL_SESSION *read = PEM_read_SSL_SESSION(file, NULL, NULL, NULL);
  REQUIRE(read != NULL);
  EXPECT_BYTES(SSL_SESSION_get_id(session, NULL), 32, SSL_SESSION_get_id(read, NULL), 32);
  EXPECT_NULL(PEM_read_SSL_SESSION(file, NULL, NULL, NULL));
  ERR_clear_error();
  SSL_SESSION_free(read);
  fclose(file);
  file = tmpfile();
  EXPECT_INT(1, SSL_SESSION_print_fp(file, session));
  EXPECT_STR(samples[0].text, file_text(file));
  fclose(file);
  SSL_SESSION_free(session);
}

CASE(i2d_forms, "i2d with NULL gives the length, with a NULL pointer it allocates, else it moves the pointer") {
  unsigned char *allocated = NULL, buffer[256], *at = buffer;
  SSL_SESSION *session = made_session("i2d", TLS1_2_VERSION);
  const int len = i2d_SSL_SESSION(session, NULL);
  EXPECT_TRUE(len > 60);
  EXPECT_INT(len, i2d_SSL_SESSION(session, &allocated));
  EXPECT_INT(len, i2d_SSL_SESSION(session, &at));
  EXPECT_PTR(buffer + len, at);
  EXPECT_BYTES(buffer, len, allocated, len);
  OPENSSL_free(allocated);
  SSL_SESSION_free(session);
}

CASE(i2d_without_cipher, "i2d of NULL or of a session without cipher returns 0") {
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(0, i2d_SSL_SESSION(session, NULL));
  EXPECT_INT(0, i2d_SSL_SESSION(NULL, NULL));
  SSL_SESSION_free(session);
}

CASE(written_bytes, "the DER of a simple session, byte for byte") {
  unsigned char expected[160], der[160], *at = der;
  unsigned char key[3] = {'a', 'b', 'c'};
  SSL_SESSION *session = made_session("id", TLS1_2_VERSION);
  SSL_SESSION_set1_master_key(session, key, 3);
  SSL_SESSION_set_time(session, 5);
  SSL_SESSION_set_timeout(session, 7);
  SSL_SESSION_set1_id_context(session, (const unsigned char *)"c", 1);
  SSL_SESSION_set1_hostname(session, "h");
  SSL_SESSION_set_max_early_data(session, 9);
  SSL_SESSION_set1_alpn_selected(session, (const unsigned char *)"p", 1);
  SSL_SESSION_set1_ticket_appdata(session, "t", 1);
  const int expected_len = sequence(expected, HEAD TAIL
                                    "A403040163"
                                    "A503020101"
                                    "A603040168"
                                    "AF03020109"
                                    "B003040170"
                                    "B104020200FF"
                                    "B203040174"
                                    "B303020100");
  const int len = i2d_SSL_SESSION(session, &at);
  EXPECT_BYTES(expected, expected_len, der, len);
  SSL_SESSION_free(session);
}

CASE(d2i_moves_pointer, "d2i moves the pointer past what it read, and leaves what follows") {
  unsigned char der[160];
  const int len = sequence(der, HEAD TAIL);
  der[len] = 0x55;
  const unsigned char *in = der;
  SSL_SESSION *session = d2i_SSL_SESSION(NULL, &in, len + 1);
  REQUIRE(session != NULL);
  EXPECT_PTR(der + len, in);
  EXPECT_INT(5, SSL_SESSION_get_time(session));
  EXPECT_INT(7, SSL_SESSION_get_timeout(session));
  EXPECT_INT(3, SSL_SESSION_get_master_key(session, NULL, 0));
  SSL_SESSION_free(session);
}

CASE(d2i_failure_keeps_pointer, "d2i that fails returns NULL and leaves the pointer and the target") {
  unsigned char der[160];
  const int len = sequence(der, "020102" "02020303" "0402C02F" ID KEY);
  const unsigned char *in = der;
  SSL_SESSION *session = NULL;
  EXPECT_NULL(d2i_SSL_SESSION(&session, &in, len));
  EXPECT_PTR(der, in);
  EXPECT_NULL(session);
  EXPECT_TRUE(ERR_peek_error() != 0);
}

CASE(d2i_into_existing, "d2i with a session in *a fills that object in place") {
  int freed = 0;
  unsigned char der[160];
  const int len = sequence(der, HEAD TAIL);
  const unsigned char *in = der;
  SSL_SESSION *session = made_session("before", TLS1_3_VERSION), *const same = session;
  SSL_SESSION_set1_hostname(session, "old.test");
  watch_session(session, &freed);
  EXPECT_PTR(same, d2i_SSL_SESSION(&session, &in, len));
  EXPECT_PTR(same, session);
  EXPECT_BYTES("id", 2, SSL_SESSION_get_id(session, NULL), 2);
  EXPECT_INT(TLS1_2_VERSION, SSL_SESSION_get_protocol_version(session));
  EXPECT_NULL(SSL_SESSION_get0_hostname(session));
  EXPECT_INT(0, freed);
  SSL_SESSION_free(session);
  EXPECT_INT(1, freed);
}

CASE(d2i_new_target, "d2i with NULL in *a stores the new session there") {
  unsigned char der[160];
  const int len = sequence(der, HEAD TAIL);
  const unsigned char *in = der;
  SSL_SESSION *session = NULL;
  SSL_SESSION *made = d2i_SSL_SESSION(&session, &in, len);
  EXPECT_TRUE(made != NULL);
  EXPECT_PTR(made, session);
  SSL_SESSION_free(session);
}

CASE(d2i_defaults, "absent time is now, absent timeout 3 seconds, absent verify result 0") {
  SSL_SESSION *session = read_hex(HEAD);
  REQUIRE(session != NULL);
  EXPECT_TRUE(SSL_SESSION_get_time(session) > 1600000000L);
  EXPECT_INT(3, SSL_SESSION_get_timeout(session));
  EXPECT_NULL(SSL_SESSION_get0_peer(session));
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  SSL_SESSION_free(session);
}

static const struct {
  const char *what, *hex;
} refused[] = {
    {"structure version 2", "020102" "02020303" "0402C02F" ID KEY},
    {"unknown cipher", "020101" "02020303" "0402FFFE" ID KEY},
    {"cipher of one byte", "020101" "02020303" "040135" ID KEY},
    {"cipher of three bytes", "020101" "02020303" "040300C02F" ID KEY},
    {"protocol version 0x0203", "020101" "02020203" "0402C02F" ID KEY},
    {"id of 33 bytes", "020101" "02020303" "0402C02F" "0421000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20" KEY},
    {"no master key", "020101" "02020303" "0402C02F" ID},
    {"field of an unknown tag", HEAD TAIL "BE03020101"},
    {"fields out of order", HEAD "A203020107" "A103020105"},
    {"field twice", HEAD "A103020105" "A103020105"},
    {"time that is no INTEGER", HEAD "A103040105"},
    {"id context of 33 bytes", HEAD "A4230421000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"},
    {"compression method of two bytes", HEAD "AB0404020001"},
};

CASE(d2i_refuses, "d2i refuses what is not a session") {
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    SSL_SESSION *session = read_hex(refused[i].hex);
    if (!EXPECT_NULL(session)) printf("  accepted: %s\n", refused[i].what);
    ERR_clear_error();
    SSL_SESSION_free(session);
  }
}

static const struct {
  const char *what, *hex;
} accepted[] = {
    {"empty id", "020101" "02020303" "0402C02F" "0400" KEY},
    {"empty key", "020101" "02020303" "0402C02F" ID "0400"},
    {"DTLS 1.2", "020101" "0203" "00FEFD" "0402C02F" ID KEY},
    {"TLS 1.0", "020101" "02020301" "0402C013" ID KEY},
    {"the old key argument", HEAD "8000" TAIL},
    {"empty host name", HEAD "A6020400"},
};

CASE(d2i_accepts, "d2i accepts odd but well-formed sessions") {
  for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
    SSL_SESSION *session = read_hex(accepted[i].hex);
    if (!EXPECT_TRUE(session != NULL)) printf("  refused: %s\n", accepted[i].what);
    SSL_SESSION_free(session);
  }
}

static const struct {
  const char *what, *hex;
} not_distinguished[] = {
    {"a length in more bytes than it needs", "020101" "02020303" "048102C02F" ID KEY},
    {"a string in pieces", "020101" "02020303" "24040402C02F" ID KEY},
};

CASE(ber_forms, "forms that BER has and DER has not are read by OpenSSL and refused by Reprise") {
  for (size_t i = 0; i < sizeof not_distinguished / sizeof not_distinguished[0]; i++) {
    SSL_SESSION *session = read_hex(not_distinguished[i].hex);
    const int expected = DIFFERS("nobody writes them, and a session has one form", 1, 0);
    if (!EXPECT_INT(expected, session != NULL)) printf("  with %s\n", not_distinguished[i].what);
    ERR_clear_error();
    SSL_SESSION_free(session);
  }
}

CASE(peer_that_is_none, "a peer that is no certificate: OpenSSL refuses the session, Reprise has one without a peer") {
  SSL_SESSION *session = read_hex(HEAD TAIL "A3023000");
  EXPECT_INT(DIFFERS("certificates are decoded when they are asked for", 0, 1), session != NULL);
  if (session != NULL) EXPECT_NULL(SSL_SESSION_get0_peer(session));
  SSL_SESSION_free(session);
}

CASE(d2i_truncated, "d2i refuses every proper prefix of a session") {
  for (size_t len = 0; len < sizeof tls12_anon_der; len++) {
    const unsigned char *in = tls12_anon_der;
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &in, (long)len);
    if (!EXPECT_NULL(session)) SSL_SESSION_free(session);
    ERR_clear_error();
  }
}

CASE(bio_macros, "i2d_SSL_SESSION_bio and d2i_SSL_SESSION_bio round-trip") {
  BIO *bio = BIO_new(BIO_s_mem());
  SSL_SESSION *session = made_session("bio", TLS1_3_VERSION);
  EXPECT_INT(1, i2d_SSL_SESSION_bio(bio, session));
  SSL_SESSION *read = d2i_SSL_SESSION_bio(bio, NULL);
  REQUIRE(read != NULL);
  EXPECT_BYTES("bio", 3, SSL_SESSION_get_id(read, NULL), 3);
  SSL_SESSION_free(read);
  SSL_SESSION_free(session);
  BIO_free(bio);
}

CASE_EACH_VERSION(handshake_session,
                  "a handshake's session survives DER with peer, ticket and verify result, but without chain") {
  unsigned char *der = NULL;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  const int len = i2d_SSL_SESSION(session, &der);
  const unsigned char *in = der;
  SSL_SESSION *read = d2i_SSL_SESSION(NULL, &in, len);
  REQUIRE(read != NULL);
  EXPECT_INT(0, X509_cmp(SSL_SESSION_get0_peer(session), SSL_SESSION_get0_peer(read)));
  EXPECT_INT(SSL_SESSION_get_time(session), SSL_SESSION_get_time(read));
  EXPECT_INT(SSL_SESSION_get_ticket_lifetime_hint(session), SSL_SESSION_get_ticket_lifetime_hint(read));
  SSL_SESSION_free(session);
  EXPECT_INT(1, resumes(client, server, read));
  SSL_SESSION_free(read);
  OPENSSL_free(der);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(not_resumable_is_not_written, "a session marked not resumable is resumable again after DER") {
  unsigned char der[256], *at = der;
  SSL_CTX *ctx = server_ctx(0);
  SSL_SESSION *session = made_session("gone", TLS1_2_VERSION);
  SSL_CTX_remove_session(ctx, session);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  const int len = i2d_SSL_SESSION(session, &at);
  const unsigned char *in = der;
  SSL_SESSION *read = d2i_SSL_SESSION(NULL, &in, len);
  EXPECT_INT(1, SSL_SESSION_is_resumable(read));
  SSL_SESSION_free(read);
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

// SPDX-License-Identifier: Apache-2.0
// Ticket keys and ticket callbacks: the 80-byte keys, the key callback's answers, application data in tickets.
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

#include <openssl/hmac.h>

static int made, opened, answer_open, answer_make, tickets_seen;

// `answer_*` are what it returns.
static int key_callback(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                        int enc) {
  (void)ssl;
  if (enc) {
    made++;
    if (answer_make != 1) return answer_make;
    return set_fixed_ticket_key(name, iv, cipher, mac, enc);
  }
  opened++;
  if (answer_open <= 0) return answer_open;
  for (int i = 0; i < 16; i++)
    if (name[i] != 'N') return 0;
  return set_fixed_ticket_key(name, iv, cipher, mac, enc) == 1 ? answer_open : -1;
}

static int count_ticket(SSL *ssl, SSL_SESSION *session) {
  (void)ssl, (void)session;
  tickets_seen++;
  return 0;
}

static SSL_CTX *counting_client(int version) {
  SSL_CTX *ctx = client_ctx(version);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ctx, count_ticket);
  made = opened = tickets_seen = 0;
  answer_open = answer_make = 1;
  return ctx;
}

static SSL_CTX *callback_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, key_callback));
  return ctx;
}

CASE(keys_length, "the ticket keys are 80 bytes; asked with NULL the call tells the length, other lengths fail") {
  unsigned char keys[81] = {0};
  SSL_CTX *ctx = server_ctx(0);
  EXPECT_INT(80, SSL_CTX_get_tlsext_ticket_keys(ctx, NULL, 0));
  EXPECT_INT(80, SSL_CTX_set_tlsext_ticket_keys(ctx, NULL, 0));
  EXPECT_INT(0, SSL_CTX_get_tlsext_ticket_keys(ctx, keys, 48));
  EXPECT_REASON(SSL_R_INVALID_TICKET_KEYS_LENGTH);
  EXPECT_INT(0, SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 48));
  EXPECT_REASON(SSL_R_INVALID_TICKET_KEYS_LENGTH);
  EXPECT_INT(0, SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 81));
  EXPECT_REASON(SSL_R_INVALID_TICKET_KEYS_LENGTH);
  SSL_CTX_free(ctx);
}

CASE(keys_kept, "the ticket keys come back as they were set, and differ between contexts before") {
  unsigned char keys[80], other[80];
  SSL_CTX *ctx = server_ctx(0), *second = server_ctx(0);
  EXPECT_INT(1, SSL_CTX_get_tlsext_ticket_keys(ctx, keys, 80));
  EXPECT_INT(1, SSL_CTX_get_tlsext_ticket_keys(second, other, 80));
  EXPECT_TRUE(memcmp(keys, other, 80) != 0);
  EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_keys(second, keys, 80));
  EXPECT_INT(1, SSL_CTX_get_tlsext_ticket_keys(second, other, 80));
  EXPECT_BYTES(keys, 80, other, 80);
  SSL_CTX_free(ctx);
  SSL_CTX_free(second);
}

CASE_EACH_VERSION(keys_shared, "two servers with the same 80 bytes resume each other's tickets") {
  unsigned char keys[80];
  SSL_CTX *client = client_ctx(version), *first = server_ctx(version), *second = server_ctx(version);
  SSL_CTX_get_tlsext_ticket_keys(first, keys, 80);
  SSL_CTX_set_tlsext_ticket_keys(second, keys, 80);
  SSL_SESSION *session = session_from(client, first);
  EXPECT_INT(1, resumes(client, second, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(first);
  SSL_CTX_free(second);
}

CASE_EACH_VERSION(key_name, "a ticket begins with the first 16 of the 80 bytes") {
  unsigned char keys[80];
  const unsigned char *ticket = NULL;
  size_t len = 0;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_get_tlsext_ticket_keys(server, keys, 80);
  SSL_SESSION *session = session_from(client, server);
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  REQUIRE(len > 16);
  EXPECT_BYTES(keys, 16, ticket, 16);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_seals, "the key callback seals each ticket: name, IV, then AES-CBC and the MAC it chose") {
  const unsigned char *ticket = NULL;
  size_t len = 0;
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, made);
  EXPECT_INT(0, opened);
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  REQUIRE(len > 64);
  EXPECT_BYTES("NNNNNNNNNNNNNNNNIIIIIIIIIIIIIIII", 32, ticket, 32);
  EXPECT_INT(0, (len - 16 - 16 - 32) % 16);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_opens, "answer 1 resumes and gives no new ticket; in TLS 1.3 Reprise gives one") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  SSL_SESSION *session = session_from(client, server);
  const int for_one_use = DIFFERS("a ticket of TLS 1.3 is for one use: another must follow", 0, 1);
  const int given = version == TLS1_3_VERSION ? for_one_use : 0;
  made = tickets_seen = 0;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, opened);
  EXPECT_INT(given, made);
  EXPECT_INT(given, tickets_seen);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_renews, "answer 2 resumes and gives a new ticket") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  SSL_SESSION *session = session_from(client, server), *next = NULL;
  made = tickets_seen = 0;
  answer_open = 2;
  EXPECT_INT(1, resumes_next(client, server, session, &next));
  EXPECT_INT(1, opened);
  EXPECT_INT(1, made);
  EXPECT_TRUE(next != session);
  SSL_SESSION_free(next);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_unknown, "answer 0 is a full handshake with a new ticket") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  SSL_SESSION *session = session_from(client, server);
  made = 0;
  answer_open = 0;
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, opened);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, made);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_fails, "a negative answer fails the handshake") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  SSL_SESSION *session = session_from(client, server);
  answer_open = -1;
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  SSL_do_handshake(pair.client);
  EXPECT_INT(-1, SSL_do_handshake(pair.server));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(pair.server, -1));
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_makes_none, "answer 0 when sealing: TLS 1.2 sends an empty ticket, TLS 1.3 none") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  answer_make = 0;
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, made);
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(callback_make_fails, "a negative answer when sealing fails the handshake") {
  SSL_CTX *client = counting_client(version), *server = callback_server(version);
  answer_make = -1;
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_CALLBACK_FAILED);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// The same in the form that programs older than OpenSSL 3.0 use.
static int hmac_key_callback(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, HMAC_CTX* mac,
                             int enc) {
  (void)ssl;
  if (enc) {
    made++;
    memset(name, 'N', 16);
    memcpy(iv, fixed_ticket_iv, kTicketIvLen);
  } else {
    opened++;
  }
  if (HMAC_Init_ex(mac, fixed_ticket_key, kTicketKeyLen, EVP_sha256(), NULL) != 1) return -1;
  return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, fixed_ticket_key, iv, enc) == 1 ? 1 : -1;
}

CASE_EACH_VERSION(hmac_callback,
                  "the older key callback, with an HMAC_CTX, makes and opens the same tickets as the newer one") {
  SSL_CTX *client = counting_client(version), *server = server_ctx(version), *newer = callback_server(version);
  EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_key_cb(server, hmac_key_callback));
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, made);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, opened);
  SSL_SESSION_free(session);
  session = session_from(client, server);
  EXPECT_INT(1, resumes(client, newer, session));
  EXPECT_INT(2, opened);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(newer);
}

CASE_EACH_VERSION(altered_ticket, "a ticket with one changed byte is a full handshake") {
  unsigned char der[4096], *out = der, *at = NULL;
  const unsigned char *ticket = NULL;
  size_t ticket_len = 0;
  SSL_CTX *client = counting_client(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  const int len = i2d_SSL_SESSION(session, &out);
  REQUIRE(len > 0);
  for (int i = 0; i + (int)ticket_len <= len; i++)
    if (memcmp(der + i, ticket, ticket_len) == 0) at = der + i;
  REQUIRE(at != NULL);
  at[ticket_len - 1] ^= 1;
  const unsigned char *in = der;
  SSL_SESSION *altered = d2i_SSL_SESSION(NULL, &in, len);
  EXPECT_INT(0, resumes(client, server, altered));
  SSL_SESSION_free(altered);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// In place, padding and all.
static void apply_ticket_key(unsigned char *bytes, size_t len, int enc) {
  int done = 0;
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, fixed_ticket_key, fixed_ticket_iv, enc);
  EVP_CIPHER_CTX_set_padding(cipher, 0);
  EXPECT_INT(1, EVP_CipherUpdate(cipher, bytes, &done, bytes, (int)len));
  EVP_CIPHER_CTX_free(cipher);
}

// The client's session with its ticket changed by `change`, and the MAC made anew.
static SSL_SESSION *with_ticket(SSL_SESSION *session, void (*change)(unsigned char *der, size_t len)) {
  unsigned char der[4096], *out = der, *at = NULL;
  const unsigned char *ticket = NULL;
  size_t ticket_len = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  const int len = i2d_SSL_SESSION(session, &out);
  for (int i = 0; i + (int)ticket_len <= len; i++)
    if (memcmp(der + i, ticket, ticket_len) == 0) at = der + i;
  const size_t around = 16 + kTicketIvLen + 32;
  if (!EXPECT_TRUE(at != NULL && ticket_len > around)) return NULL;
  unsigned char *inside = at + 16 + kTicketIvLen;
  apply_ticket_key(inside, ticket_len - around, 0);
  change(inside, ticket_len - around - inside[ticket_len - around - 1]);
  apply_ticket_key(inside, ticket_len - around, 1);
  HMAC(EVP_sha256(), fixed_ticket_key, kTicketKeyLen, at, ticket_len - 32, at + ticket_len - 32, NULL);
  const unsigned char *in = der;
  return d2i_SSL_SESSION(NULL, &in, len);
}

static void change_nothing(unsigned char *der, size_t len) { (void)der, (void)len; }

// The last field, of 5 bytes, comes to lie behind the session.
static void end_sooner(unsigned char *der, size_t len) {
  const size_t body = len - 4 - 5;
  EXPECT_BYTES("\x30\x82", 2, der, 2);
  EXPECT_INT(0xB3, der[len - 5]);
  der[2] = (unsigned char)(body >> 8);
  der[3] = (unsigned char)body;
}

static void claim_other_version(unsigned char *der, size_t len) {
  (void)len;
  der[6] = 2;  // SEQUENCE { INTEGER 1
}

CASE_EACH_VERSION(content_of_ticket,
                  "a ticket with bytes behind its session, or with what is no session, is a full handshake") {
  static const struct {
    void (*change)(unsigned char *, size_t);
    int resumed;
  } rows[] = {{change_nothing, 1}, {end_sooner, 0}, {claim_other_version, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    SSL_CTX *client = counting_client(version), *server = server_ctx(version);
    EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_key_evp_cb(server, key_callback));
    SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);  // a certificate in the session makes its length a long one
    SSL_CTX_set_session_id_context(server, (const unsigned char *)"t", 1);
    trust_ca(server);
    use_identity(client, identity_client());
    SSL_SESSION *session = session_from(client, server), *changed = with_ticket(session, rows[i].change);
    EXPECT_INT(rows[i].resumed, resumes(client, server, changed));
    SSL_SESSION_free(changed);
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

static int generate_calls, decrypt_calls, decrypt_answer, generate_answer;
static SSL_TICKET_STATUS decrypt_status;
static char found_appdata[32];
static size_t key_name_len;
static int session_given;

static int generate_ticket(SSL *ssl, void *arg) {
  generate_calls++;
  SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), arg, strlen((const char *)arg));
  return generate_answer;
}

static SSL_TICKET_RETURN decrypt_ticket(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t name_len,
                                        SSL_TICKET_STATUS status, void *arg) {
  void *data = NULL;
  size_t len = 0;
  (void)ssl, (void)name, (void)arg;
  decrypt_calls++;
  decrypt_status = status;
  key_name_len = name_len;
  session_given = session != NULL;
  found_appdata[0] = 0;
  if (session != NULL && SSL_SESSION_get0_ticket_appdata(session, &data, &len) && len < sizeof found_appdata) {
    memcpy(found_appdata, data, len);
    found_appdata[len] = 0;
  }
  return (SSL_TICKET_RETURN)decrypt_answer;
}

static SSL_CTX *appdata_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  generate_calls = decrypt_calls = 0;
  generate_answer = 1;
  EXPECT_INT(1, SSL_CTX_set_session_ticket_cb(ctx, generate_ticket, decrypt_ticket, (void *)"appdata"));
  return ctx;
}

CASE_EACH_VERSION(appdata_round_trip, "application data put into a ticket comes back when it is opened") {
  SSL_CTX *client = counting_client(version), *server = appdata_server(version);
  decrypt_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, generate_calls);
  EXPECT_INT(version == TLS1_3_VERSION ? 0 : 1, decrypt_calls);
  decrypt_calls = 0;
  decrypt_answer = SSL_TICKET_RETURN_USE;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, decrypt_calls);
  EXPECT_INT(version == TLS1_3_VERSION ? SSL_TICKET_SUCCESS_RENEW : SSL_TICKET_SUCCESS, decrypt_status);
  EXPECT_INT(16, key_name_len);
  EXPECT_STR("appdata", found_appdata);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(decrypt_answers,
                  "the decrypt callback decides: ignore, ignore and renew, use, use and renew, abort") {
  static const struct {
    int answer, resumed, new_tickets12, new_tickets13;
  } rows[] = {{SSL_TICKET_RETURN_IGNORE, 0, 0, 0},
              {SSL_TICKET_RETURN_IGNORE_RENEW, 0, 1, 2},
              {SSL_TICKET_RETURN_USE, 1, 0, 0},
              {SSL_TICKET_RETURN_USE_RENEW, 1, 1, 1},
              {SSL_TICKET_RETURN_ABORT, -1, 0, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    SSL_CTX *client = counting_client(version), *server = appdata_server(version);
    decrypt_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
    SSL_SESSION *session = session_from(client, server);
    generate_calls = 0;
    decrypt_answer = rows[i].answer;
    EXPECT_INT(rows[i].resumed, resumes(client, server, session));
    EXPECT_INT(version == TLS1_3_VERSION ? rows[i].new_tickets13 : rows[i].new_tickets12, generate_calls);
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE_EACH_VERSION(decrypt_status_of_unknown,
                  "the decrypt callback hears NO_DECRYPT, without a session, of a foreign ticket") {
  SSL_CTX *client = counting_client(version), *server = server_ctx(version), *other = appdata_server(version);
  SSL_SESSION *session = session_from(client, server);
  decrypt_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
  EXPECT_INT(0, resumes(client, other, session));
  EXPECT_INT(1, decrypt_calls);
  EXPECT_INT(SSL_TICKET_NO_DECRYPT, decrypt_status);
  EXPECT_INT(0, session_given);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(other);
}

CASE(decrypt_status_of_empty, "in TLS 1.2 the decrypt callback hears EMPTY of a first handshake") {
  SSL_CTX *client = counting_client(TLS1_2_VERSION), *server = appdata_server(TLS1_2_VERSION);
  decrypt_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(1, decrypt_calls);
  EXPECT_INT(SSL_TICKET_EMPTY, decrypt_status);
  EXPECT_INT(0, key_name_len);
  EXPECT_INT(0, session_given);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(generate_fails, "a generate callback that returns 0 fails the handshake") {
  SSL_CTX *client = counting_client(version), *server = appdata_server(version);
  decrypt_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
  generate_answer = 0;
  struct pair pair = pair_new(client, server);
  EXPECT_INT(0, pair_handshake(&pair));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int ext_calls;

static int on_ticket_ext(SSL *ssl, const unsigned char *data, int len, void *arg) {
  (void)ssl, (void)data, (void)len;
  ext_calls++;
  EXPECT_STR("argument", (const char *)arg);
  return 1;
}

CASE(ticket_ext_callback, "SSL_set_session_ticket_ext_cb sees the client's ticket extension in TLS 1.2") {
  SSL_CTX *client = counting_client(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  ext_calls = 0;
  EXPECT_INT(1, SSL_set_session_ticket_ext_cb(pair.server, on_ticket_ext, (void *)"argument"));
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, ext_calls);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// --- EAP-FAST (RFC 4851, 5.1): a ticket that stands for a secret which both programs know.

static int secret_calls, secret_withheld;

static int on_secret(SSL *ssl, void *secret, int *length, STACK_OF(SSL_CIPHER) *ciphers, const SSL_CIPHER **cipher,
                     void *arg) {
  unsigned char random[SSL3_RANDOM_SIZE];
  EXPECT_STR("argument", (const char *)arg);
  EXPECT_TRUE(*length >= SSL_MAX_MASTER_KEY_LENGTH);
  EXPECT_INT(SSL_is_server(ssl), ciphers != NULL);
  secret_calls++;
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
    const SSL_CIPHER *offered = sk_SSL_CIPHER_value(ciphers, i);
    if (strcmp(SSL_CIPHER_get_name(offered), "ECDHE-RSA-AES128-GCM-SHA256") == 0) *cipher = offered;
  }
  if (secret_withheld) return 0;
  // Programs make the secret out of both randoms, which are known by now.
  memset(secret, 's', SSL_MAX_MASTER_KEY_LENGTH);
  EXPECT_INT(sizeof random, SSL_get_client_random(ssl, random, sizeof random));
  memcpy(secret, random, 8);
  EXPECT_INT(sizeof random, SSL_get_server_random(ssl, random, sizeof random));
  memcpy((unsigned char *)secret + 8, random, 8);
  *length = SSL_MAX_MASTER_KEY_LENGTH;
  return 1;
}

static struct pair pair_with_secret(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = pair_new(client, server);
  secret_calls = 0;
  EXPECT_INT(1, SSL_set_session_secret_cb(pair.server, on_secret, (void *)"argument"));
  EXPECT_INT(1, SSL_set_session_secret_cb(pair.client, on_secret, (void *)"argument"));
  EXPECT_INT(1, SSL_set_session_ticket_ext(pair.client, (void *)"opaque", 6));
  return pair;
}

CASE(known_secret, "a secret that both programs know makes an abbreviated handshake without any certificate") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  struct pair pair = pair_with_secret(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(2, secret_calls);
  EXPECT_STR("ECDHE-RSA-AES128-GCM-SHA256", SSL_get_cipher_name(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  EXPECT_NULL(SSL_get0_peer_certificate(pair.client));
  unsigned char ours[48], theirs[48];
  EXPECT_INT(48, SSL_SESSION_get_master_key(SSL_get_session(pair.client), ours, 48));
  EXPECT_INT(48, SSL_SESSION_get_master_key(SSL_get_session(pair.server), theirs, 48));
  EXPECT_BYTES(ours, 48, theirs, 48);
  EXPECT_INT('s', ours[47]);
  EXPECT_INT(1, pair_exchange(&pair));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(no_known_secret, "a callback that knows no secret leaves a full handshake; in OpenSSL a client's ends it") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  secret_withheld = 1;
  struct pair pair = pair_with_secret(client, server);
  const int done = pair_handshake(&pair);
  EXPECT_INT(DIFFERS("the ticket was worth a try", 0, 1), done);
  EXPECT_INT(2, secret_calls);
  EXPECT_INT(0, SSL_session_reused(pair.client));
  if (done) EXPECT_INT(1, pair_exchange(&pair));
  pair_free(&pair);
  EXPECT_INT(0, SSL_set_session_secret_cb(NULL, on_secret, NULL));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

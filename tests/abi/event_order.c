// SPDX-License-Identifier: Apache-2.0
// In which order programs hear of messages (SSL_CTX_set_msg_callback) and of secrets (SSL_CTX_set_keylog_callback): a
// program that keeps the records itself, as nginx does for QUIC, takes the keys of a message from the line before it.
#include <stdlib.h>

#include "abi_test.h"
#include "pair.h"

struct heard {
  char client[2000], server[2000];
};
static struct heard heard;

static void note(const SSL *ssl, const char *mark, const char *what) {
  char *out = SSL_is_server((SSL *)ssl) ? heard.server : heard.client;
  const size_t used = strlen(out);
  snprintf(out + used, sizeof heard.client - used, "%s%s%s", used != 0 ? " " : "", mark, what);
}

static const char *name_of(int type) {
  switch (type) {
    case SSL3_MT_CLIENT_HELLO: return "ClientHello";
    case SSL3_MT_SERVER_HELLO: return "ServerHello";
    case SSL3_MT_NEWSESSION_TICKET: return "NewSessionTicket";
    case SSL3_MT_END_OF_EARLY_DATA: return "EndOfEarlyData";
    case SSL3_MT_ENCRYPTED_EXTENSIONS: return "EncryptedExtensions";
    case SSL3_MT_CERTIFICATE: return "Certificate";
    case SSL3_MT_SERVER_KEY_EXCHANGE: return "ServerKeyExchange";
    case SSL3_MT_CERTIFICATE_REQUEST: return "CertificateRequest";
    case SSL3_MT_SERVER_DONE: return "ServerHelloDone";
    case SSL3_MT_CERTIFICATE_VERIFY: return "CertificateVerify";
    case SSL3_MT_CLIENT_KEY_EXCHANGE: return "ClientKeyExchange";
    case SSL3_MT_FINISHED: return "Finished";
    default: return "another";
  }
}

static void on_message(int sent, int version, int type, const void *bytes, size_t size, SSL *ssl, void *arg) {
  (void)version, (void)size, (void)arg;
  if (type == SSL3_RT_HANDSHAKE) note(ssl, sent ? ">" : "<", name_of(*(const unsigned char *)bytes));
  if (type == SSL3_RT_CHANGE_CIPHER_SPEC) note(ssl, sent ? ">" : "<", "ccs");
}

static void on_key(const SSL *ssl, const char *line) {
  char label[64] = "";
  sscanf(line, "%63s", label);
  note(ssl, "", label);
}

static void watch(SSL_CTX *ctx) {
  SSL_CTX_set_msg_callback(ctx, on_message);
  SSL_CTX_set_keylog_callback(ctx, on_key);
}

static void watch_both(struct ends *ends) {
  watch(ends->client);
  watch(ends->server);
  memset(&heard, 0, sizeof heard);
}

// What both ends hear of one connection, tickets included. Returns 1 when it came about.
static int hear(struct ends *ends, SSL_SESSION *session) {
  watch_both(ends);
  struct pair pair = pair_new(ends->client, ends->server);
  if (session != NULL) SSL_set_session(pair.client, session);
  const int done = pair_handshake(&pair);
  if (done) pair_settle(&pair);
  pair_free(&pair);
  return done;
}

CASE(tls13_full, "TLS 1.3: a secret is told when its keys come into use, before the messages under them") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  EXPECT_TRUE(hear(&ends, NULL));
  EXPECT_STR(">ClientHello <ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <Certificate "
             "<CertificateVerify <Finished EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 >ccs "
             "CLIENT_HANDSHAKE_TRAFFIC_SECRET >Finished CLIENT_TRAFFIC_SECRET_0 <NewSessionTicket <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >ccs SERVER_HANDSHAKE_TRAFFIC_SECRET CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">EncryptedExtensions >Certificate >CertificateVerify >Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 <Finished CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket >NewSessionTicket",
             heard.server);
  ends_free(&ends);
}

CASE(tls13_without_imitation, "TLS 1.3: so where no change_cipher_spec is sent") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_clear_options(ends.client, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  SSL_CTX_clear_options(ends.server, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  EXPECT_TRUE(hear(&ends, NULL));
  EXPECT_STR(">ClientHello <ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <Certificate "
             "<CertificateVerify <Finished EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">Finished CLIENT_TRAFFIC_SECRET_0 <NewSessionTicket <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">EncryptedExtensions >Certificate >CertificateVerify >Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 <Finished CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket >NewSessionTicket",
             heard.server);
  ends_free(&ends);
}

CASE(tls13_resumed, "TLS 1.3: so in a resumed handshake") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  EXPECT_TRUE(hear(&ends, session));
  EXPECT_STR(">ClientHello <ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <Finished "
             "EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 >ccs CLIENT_HANDSHAKE_TRAFFIC_SECRET >Finished "
             "CLIENT_TRAFFIC_SECRET_0 <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >ccs SERVER_HANDSHAKE_TRAFFIC_SECRET CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">EncryptedExtensions >Finished EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 <Finished "
             "CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket",
             heard.server);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE(tls13_client_certificate, "TLS 1.3: so with a client's certificate") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  trust_ca(ends.server);
  SSL_CTX_set_verify(ends.server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  use_identity(ends.client, identity_client());
  EXPECT_TRUE(hear(&ends, NULL));
  EXPECT_STR(">ClientHello <ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <CertificateRequest "
             "<Certificate <CertificateVerify <Finished EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 >ccs "
             "CLIENT_HANDSHAKE_TRAFFIC_SECRET >Certificate >CertificateVerify >Finished CLIENT_TRAFFIC_SECRET_0 "
             "<NewSessionTicket <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >ccs SERVER_HANDSHAKE_TRAFFIC_SECRET CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">EncryptedExtensions >CertificateRequest >Certificate >CertificateVerify >Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 <Certificate <CertificateVerify <Finished CLIENT_TRAFFIC_SECRET_0 "
             ">NewSessionTicket >NewSessionTicket",
             heard.server);
  ends_free(&ends);
}

CASE(tls13_retried, "TLS 1.3: so after a HelloRetryRequest") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(ends.client, "X25519:P-256");
  SSL_CTX_set1_groups_list(ends.server, "P-256");
  EXPECT_TRUE(hear(&ends, NULL));
  EXPECT_STR(">ClientHello <ServerHello >ccs >ClientHello <ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET "
             "<EncryptedExtensions <Certificate <CertificateVerify <Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 CLIENT_HANDSHAKE_TRAFFIC_SECRET >Finished CLIENT_TRAFFIC_SECRET_0 "
             "<NewSessionTicket <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >ccs <ClientHello >ServerHello SERVER_HANDSHAKE_TRAFFIC_SECRET "
             "CLIENT_HANDSHAKE_TRAFFIC_SECRET >EncryptedExtensions >Certificate >CertificateVerify >Finished "
             "EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 <Finished CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket "
             ">NewSessionTicket",
             heard.server);
  ends_free(&ends);
}

// Writes early data, which the server reads, and finishes.
static void hear_early_data(struct ends *ends, SSL_SESSION *session) {
  watch_both(ends);
  struct pair pair = pair_new(ends->client, ends->server);
  char data[16];
  size_t size = 0;
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &size));
  SSL_read_early_data(pair.server, data, sizeof data, &size);
  EXPECT_INT(1, SSL_connect(pair.client));
  while (SSL_read_early_data(pair.server, data, sizeof data, &size) == SSL_READ_EARLY_DATA_SUCCESS) continue;
  ERR_clear_error();
  EXPECT_INT(1, pair_handshake(&pair));
  pair_settle(&pair);
  pair_free(&pair);
}

CASE(tls13_early_data, "TLS 1.3: the keys of early data are told after the hello, the client's others after its end") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_max_early_data(ends.server, 1000);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  hear_early_data(&ends, session);
  EXPECT_STR(">ClientHello >ccs EARLY_EXPORTER_SECRET CLIENT_EARLY_TRAFFIC_SECRET <ServerHello "
             "SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 >EndOfEarlyData CLIENT_HANDSHAKE_TRAFFIC_SECRET >Finished "
             "CLIENT_TRAFFIC_SECRET_0 <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello EARLY_EXPORTER_SECRET CLIENT_EARLY_TRAFFIC_SECRET >ServerHello >ccs "
             "SERVER_HANDSHAKE_TRAFFIC_SECRET >EncryptedExtensions >Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 <EndOfEarlyData CLIENT_HANDSHAKE_TRAFFIC_SECRET <Finished "
             "CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket",
             heard.server);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE(tls13_early_data_refused, "TLS 1.3: so where the server refuses it") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_max_early_data(ends.server, 1000);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  SSL_CTX_set_max_early_data(ends.server, 0);
  hear_early_data(&ends, session);
  EXPECT_STR(">ClientHello >ccs EARLY_EXPORTER_SECRET CLIENT_EARLY_TRAFFIC_SECRET <ServerHello "
             "SERVER_HANDSHAKE_TRAFFIC_SECRET <EncryptedExtensions <Certificate <CertificateVerify <Finished "
             "EXPORTER_SECRET SERVER_TRAFFIC_SECRET_0 CLIENT_HANDSHAKE_TRAFFIC_SECRET >Finished "
             "CLIENT_TRAFFIC_SECRET_0 <NewSessionTicket <NewSessionTicket",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >ccs SERVER_HANDSHAKE_TRAFFIC_SECRET CLIENT_HANDSHAKE_TRAFFIC_SECRET "
             ">EncryptedExtensions >Certificate >CertificateVerify >Finished EXPORTER_SECRET "
             "SERVER_TRAFFIC_SECRET_0 <Finished CLIENT_TRAFFIC_SECRET_0 >NewSessionTicket >NewSessionTicket",
             heard.server);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE(tls12_full, "TLS 1.2: the master secret is told between our change_cipher_spec and Finished") {
  struct ends ends = ends_new(TLS1_2_VERSION);
  EXPECT_TRUE(hear(&ends, NULL));
  EXPECT_STR(">ClientHello <ServerHello <Certificate <ServerKeyExchange <ServerHelloDone >ClientKeyExchange >ccs "
             "CLIENT_RANDOM >Finished <NewSessionTicket <Finished",
             heard.client);
  EXPECT_STR("<ClientHello >ServerHello >Certificate >ServerKeyExchange >ServerHelloDone <ClientKeyExchange "
             "<Finished >NewSessionTicket >ccs CLIENT_RANDOM >Finished",
             heard.server);
  ends_free(&ends);
}

CASE(tls12_resumed, "TLS 1.2: so in an abbreviated handshake, by ticket and by id") {
  for (int by_id = 0; by_id < 2; by_id++) {
    struct ends ends = ends_new(TLS1_2_VERSION);
    if (by_id) SSL_CTX_set_options(ends.server, SSL_OP_NO_TICKET);
    SSL_SESSION *session = session_from(ends.client, ends.server);
    EXPECT_TRUE(hear(&ends, session));
    EXPECT_STR(">ClientHello <ServerHello <Finished >ccs CLIENT_RANDOM >Finished",
               heard.client);
    EXPECT_STR("<ClientHello >ServerHello >ccs CLIENT_RANDOM >Finished <Finished",
               heard.server);
    SSL_SESSION_free(session);
    ends_free(&ends);
  }
}

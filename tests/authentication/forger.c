// SPDX-License-Identifier: Apache-2.0
#include "forger.h"

#include <stdio.h>
#include <string.h>

#include "seal.h"

enum secret { kClientHandshake, kServerHandshake, kClientTraffic, kTls12Master, kNumSecrets };
static const char *const labels[kNumSecrets] = {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                                "CLIENT_TRAFFIC_SECRET_0", "CLIENT_RANDOM"};

enum { kMaxMessages = 64 };
struct message {
  size_t at, len;
  int sent;
};

static struct {
  enum role judge;
  int version;
  enum credential credential;
  int forged, silent;
  unsigned char secret[kNumSecrets][kTls12SecretLen];
  struct bytes bytes;  // of all messages
  struct message message[kMaxMessages];
  int count;
} state;

int forger_plays(enum credential credential) {
  return credential == kResealed || credential == kNoProof || credential == kCut;
}

static void hear(const SSL *ssl, const char *line) {
  (void)ssl;
  for (int i = 0; i < kNumSecrets; i++) {
    const size_t n = strlen(labels[i]);
    if (strncmp(line, labels[i], n) != 0 || line[n] != ' ') continue;
    const char *hex = strchr(line + n + 1, ' ');
    for (int k = 0; hex != NULL && k < kTls12SecretLen; k++)
      if (sscanf(hex + 1 + 2 * k, "%2hhx", &state.secret[i][k]) != 1) break;
  }
}

void forger_hears(SSL_CTX *ctx) { SSL_CTX_set_keylog_callback(ctx, hear); }

// Messages after a TLS 1.3 handshake are not part of its transcript, those of an authentication apart.
static int in_transcript(int type) {
  return state.version != TLS1_3_VERSION || (type != SSL3_MT_NEWSESSION_TICKET && type != SSL3_MT_KEY_UPDATE);
}

static void see(int sent, int version, int content_type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  (void)version, (void)ssl, (void)arg;
  if (content_type != SSL3_RT_HANDSHAKE || !in_transcript(*(const unsigned char *)bytes)) return;
  must(state.count < kMaxMessages, "messages");
  state.message[state.count++] = (struct message){state.bytes.len, len, sent};
  add(&state.bytes, bytes, len);
}

void forger_begins(SSL *peer, enum role judge, int version, enum credential credential) {
  memset(&state, 0, sizeof state);
  state.judge = judge, state.version = version, state.credential = credential;
  SSL_set_msg_callback(peer, see);
}

static const unsigned char *body_of(int i) { return state.bytes.at + state.message[i].at; }
static int type_of(int i) { return *body_of(i); }
static void add_message(struct bytes *out, int i) { add(out, body_of(i), state.message[i].len); }

static int is_retry(int i) {
  static const unsigned char start[] = {0xcf, 0x21, 0xad, 0x74};  // of SHA-256("HelloRetryRequest")
  return type_of(i) == SSL3_MT_SERVER_HELLO && memcmp(body_of(i) + 6, start, sizeof start) == 0;
}

// The messages before `end`; a retried hello is there as its hash (RFC 8446, 4.4.1).
static void transcript_until(int end, struct bytes *out) {
  int from = 0;
  out->len = 0;
  if (state.version == TLS1_3_VERSION && end > 1 && is_retry(1)) {
    unsigned char hash[4 + kHashLen] = {SSL3_MT_MESSAGE_HASH, 0, 0, kHashLen};
    sha256(body_of(0), state.message[0].len, hash + 4);
    add(out, hash, sizeof hash);
    from = 1;
  }
  for (int i = from; i < end; i++) add_message(out, i);
}

// The first message of what the peer has sent last.
static int flight_start(void) {
  int start = state.count;
  while (start > 0 && state.message[start - 1].sent) start--;
  return start;
}

static int flight_has_certificate(int start) {
  for (int i = start; i < state.count; i++)
    if (type_of(i) == SSL3_MT_CERTIFICATE) return 1;
  return 0;
}

// What of the flight is sent, Finished apart.
static int is_kept(int i) {
  if (type_of(i) == SSL3_MT_FINISHED) return 0;
  return type_of(i) != SSL3_MT_CERTIFICATE_VERIFY || state.credential == kResealed;
}

static void forge_tls13(int start, struct bytes *out) {
  static struct bytes transcript, flight;
  static const unsigned char byte = kForgedByte;
  const int after_handshake = type_of(start - 1) == SSL3_MT_CERTIFICATE_REQUEST;
  const enum secret own = state.judge == kJudgeClient ? kServerHandshake
                          : after_handshake           ? kClientTraffic
                                                      : kClientHandshake;
  struct write_keys keys = tls13_keys(state.secret[own]);
  transcript_until(start, &transcript);
  flight.len = 0;
  for (int i = start; i < state.count; i++) {
    if (!is_kept(i)) continue;
    add_message(&transcript, i);
    if (type_of(i) == SSL3_MT_SERVER_HELLO)
      add_plain(out, SSL3_RT_HANDSHAKE, body_of(i), state.message[i].len);
    else
      add_message(&flight, i);
  }
  if (state.credential != kCut) {
    unsigned char finished[4 + kHashLen] = {SSL3_MT_FINISHED, 0, 0, kHashLen};
    tls13_finished(state.secret[own], &transcript, finished + 4);
    add(&flight, finished, sizeof finished);
  }
  add_sealed(out, &keys, SSL3_RT_HANDSHAKE, flight.at, flight.len);
  if (state.credential == kResealed || (state.credential == kNoProof && state.judge == kJudgeClient)) return;
  if (state.credential == kNoProof && !after_handshake) keys = tls13_keys(state.secret[kClientTraffic]);
  add_sealed(out, &keys, SSL3_RT_APPLICATION_DATA, &byte, 1);
}

static void forge_tls12_client(int start, struct bytes *out) {
  static struct bytes transcript;
  static const unsigned char byte = kForgedByte, change = 1;
  const unsigned char *master = state.secret[kTls12Master];
  struct write_keys keys = tls12_client_keys(master, body_of(0) + 6, body_of(1) + 6);
  transcript_until(start, &transcript);
  for (int i = start; i < state.count; i++) {
    if (!is_kept(i)) continue;
    add_message(&transcript, i);
    add_plain(out, SSL3_RT_HANDSHAKE, body_of(i), state.message[i].len);
  }
  add_plain(out, SSL3_RT_CHANGE_CIPHER_SPEC, &change, 1);
  if (state.credential != kCut) {
    unsigned char finished[4 + kTls12FinishedLen] = {SSL3_MT_FINISHED, 0, 0, kTls12FinishedLen};
    tls12_client_finished(master, &transcript, finished + 4);
    add_sealed(out, &keys, SSL3_RT_HANDSHAKE, finished, sizeof finished);
  }
  if (state.credential != kResealed) add_sealed(out, &keys, SSL3_RT_APPLICATION_DATA, &byte, 1);
}

// The server's signature stands in its ServerKeyExchange, behind the parameters: it is cut off, or made empty.
static void add_unsigned_exchange(int i, struct bytes *out) {
  const unsigned char *message = body_of(i);
  const size_t params = 4 + 4 + message[4 + 3];  // the header; curve type, curve, length of the point, point
  unsigned char changed[256];
  must(params + 4 <= sizeof changed, "key exchange");
  memcpy(changed, message, params + 2);
  const size_t len = state.credential == kNoProof ? params : params + 4;
  changed[params + 2] = changed[params + 3] = 0;
  changed[2] = 0, changed[3] = (unsigned char)(len - 4);
  add_plain(out, SSL3_RT_HANDSHAKE, changed, len);
}

static void forge_tls12_server(int start, struct bytes *out) {
  for (int i = start; i < state.count; i++) {
    if (type_of(i) == SSL3_MT_SERVER_KEY_EXCHANGE && state.credential != kResealed)
      add_unsigned_exchange(i, out);
    else
      add_plain(out, SSL3_RT_HANDSHAKE, body_of(i), state.message[i].len);
  }
}

void forger_passes(BIO *from_peer, BIO *to_judge) {
  static struct bytes out;
  static unsigned char buffer[1 << 15];
  const int n = BIO_read(from_peer, buffer, sizeof buffer);
  const int start = flight_start();
  if (n <= 0 || state.silent) return;
  if (state.forged || !flight_has_certificate(start)) {
    must(BIO_write(to_judge, buffer, n) == n, "pass");
    return;
  }
  out.len = 0;
  if (state.version == TLS1_3_VERSION)
    forge_tls13(start, &out);
  else if (state.judge == kJudgeServer)
    forge_tls12_client(start, &out);
  else
    forge_tls12_server(start, &out);
  state.forged = 1;
  state.silent = state.credential != kResealed && state.judge == kJudgeServer;
  must(BIO_write(to_judge, out.at, (int)out.len) == (int)out.len, "pass what is forged");
}

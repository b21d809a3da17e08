// SPDX-License-Identifier: Apache-2.0
#include "visit.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "forger.h"
#include "outside_cache.h"
#include "through_der.h"

enum { kRounds = 16 };
static const char kPeersByte = 'p', kEarlyByte = 'e';

struct end {
  SSL *ssl;
  BIO *wire;  // the far side of its BIO pair; null where both ends share one pair
  int done, failed;
};

static struct {
  const struct visit *visit;
  struct end judge, peer;
  int wrote, early_read;
  struct outcome out;
} now;

static int judge_serves(void) { return now.visit->cell->role == kJudgeServer; }

static void on_info(const SSL *ssl, int where, int value) {
  (void)ssl;
  if ((where & SSL_CB_ALERT) == 0 || value >> 8 != SSL3_AL_FATAL) return;
  int *alert = (where & SSL_CB_READ) != 0 ? &now.out.alert_read : &now.out.alert_sent;
  if (*alert == 0) *alert = value & 0xff;
}

static void on_judges_message(int sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  (void)version, (void)len, (void)ssl, (void)arg;
  if (sent && type == SSL3_RT_HANDSHAKE && *(const unsigned char *)bytes == SSL3_MT_CLIENT_KEY_EXCHANGE)
    now.out.told_key = 1;
}

static long result_in(const SSL_SESSION *session) {
  static const char label[] = "Verify return code: ";
  char *text = NULL;
  BIO *bio = BIO_new(BIO_s_mem());
  long result = -1;
  SSL_SESSION_print(bio, session);
  BIO_write(bio, "", 1);
  BIO_get_mem_data(bio, &text);
  const char *at = strstr(text, label);
  if (at != NULL) result = strtol(at + sizeof label - 1, NULL, 10);
  BIO_free(bio);
  return result;
}

static struct facts facts_now(void) {
  const enum role role = now.visit->cell->role;
  SSL_SESSION *session = SSL_get_session(now.judge.ssl);
  struct facts facts = {SSL_get_verify_result(now.judge.ssl), kNone, kNone, -1};
  facts.peer = credential_shown(role, SSL_get0_peer_certificate(now.judge.ssl));
  if (session == NULL) return facts;
  facts.in_session = credential_shown(role, SSL_SESSION_get0_peer(session));
  facts.result_in_session = result_in(session);
  return facts;
}

// False when the end cannot go on.
static int goes_on(struct end *end, int result) {
  const int error = SSL_get_error(end->ssl, result);
  if (result > 0 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 1;
  if (error == SSL_ERROR_WANT_RETRY_VERIFY) return 1;
  end->failed = 1;
  return 0;
}

static void take(char byte, int early) {
  if (byte != kPeersByte && byte != kEarlyByte && byte != kForgedByte) return;
  now.out.data++;
  now.out.early += early;
}

// A server of the early data way reads that first.
static int reads_early(void) {
  char byte = 0;
  size_t n = 0;
  if (now.early_read || !judge_serves() || now.visit->cell->way != kEarlyData) return 1;
  const int result = SSL_read_early_data(now.judge.ssl, &byte, 1, &n);
  if (result == SSL_READ_EARLY_DATA_ERROR) return goes_on(&now.judge, 0) && 0;
  if (n == 1) {
    take(byte, 1);
    now.out.at_early = facts_now();
  }
  now.early_read = result == SSL_READ_EARLY_DATA_FINISH;
  return now.early_read;
}

static void ask_after_handshake(void) {
  SSL *ssl = now.judge.ssl;
  const SSL_CTX *ctx = now.visit->contexts->judge;
  SSL_set_verify(ssl, SSL_CTX_get_verify_mode(ctx), SSL_CTX_get_verify_callback(ctx));
  now.out.asked = SSL_verify_client_post_handshake(ssl) == 1 ? 1 : -1;
  if (now.out.asked == 1) goes_on(&now.judge, SSL_do_handshake(ssl));
}

static void judge_goes_on(void) {
  struct end *judge = &now.judge;
  char byte = 0;
  ERR_clear_error();
  if (judge->failed || !reads_early()) return;
  if (!judge->done) {
    const int result = SSL_do_handshake(judge->ssl);
    if (!goes_on(judge, result) || result != 1) return;
    judge->done = 1;
    now.out.finished = 1;
    if (now.visit->cell->way == kPostHandshake && now.visit->number == 1) ask_after_handshake();
  }
  const int n = SSL_read(judge->ssl, &byte, 1);
  if (goes_on(judge, n) && n == 1) take(byte, 0);
}

static void peer_goes_on(void) {
  struct end *peer = &now.peer;
  char byte = 0;
  const int waits = now.visit->cell->way == kPostHandshake && now.out.asked == 0 && now.visit->number == 1;
  ERR_clear_error();
  if (peer->failed) return;
  if (!peer->done) {
    const int result = SSL_do_handshake(peer->ssl);
    if (goes_on(peer, result) && result == 1) peer->done = 1;
    return;  // its data goes out by itself
  }
  const int n = SSL_read(peer->ssl, &byte, 1);
  if (!goes_on(peer, n) || waits || now.wrote) return;
  now.wrote = SSL_write(peer->ssl, &kPeersByte, 1) == 1;
}

static void copy(BIO *from, BIO *to) {
  static char buffer[1 << 15];
  const int n = BIO_read(from, buffer, sizeof buffer);
  if (n > 0) must(BIO_write(to, buffer, n) == n, "copy");
}

static void move_bytes(void) {
  if (now.peer.wire == NULL) return;
  forger_passes(now.peer.wire, now.judge.wire);
  copy(now.judge.wire, now.peer.wire);
}

static void connect_bios(SSL *ssl, BIO **wire) {
  BIO *near = NULL;
  must(BIO_new_bio_pair(&near, 1 << 16, wire, 1 << 16) == 1, "BIO pair");
  SSL_set_bio(ssl, near, near);
}

static void join(void) {
  const struct cell *cell = now.visit->cell;
  if (forger_plays(cell->credential)) {
    connect_bios(now.peer.ssl, &now.peer.wire);
    connect_bios(now.judge.ssl, &now.judge.wire);
    forger_begins(now.peer.ssl, cell->role, cell->version, cell->credential);
    return;
  }
  BIO *a = NULL, *b = NULL;
  must(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) == 1, "BIO pair");
  SSL_set_bio(now.peer.ssl, a, a);
  SSL_set_bio(now.judge.ssl, b, b);
}

static void offer_early_data(SSL *client) {
  size_t n = 0;
  const SSL_SESSION *offer = now.visit->offer;
  if (now.visit->cell->way != kEarlyData || offer == NULL || SSL_SESSION_get_max_early_data(offer) == 0) return;
  SSL_write_early_data(client, &kEarlyByte, 1, &n);
}

static void begin(const struct visit *visit) {
  memset(&now, 0, sizeof now);
  now.visit = visit;
  forget_answers();
  now.judge.ssl = SSL_new(visit->contexts->judge);
  now.peer.ssl = SSL_new(visit->contexts->peer);
  must(now.judge.ssl != NULL && now.peer.ssl != NULL, "SSL_new");
  join();
  SSL *client = judge_serves() ? now.peer.ssl : now.judge.ssl;
  SSL_set_connect_state(client);
  SSL_set_accept_state(judge_serves() ? now.judge.ssl : now.peer.ssl);
  SSL_set_info_callback(now.judge.ssl, on_info);
  SSL_set_msg_callback(now.judge.ssl, on_judges_message);
  must(SSL_set1_host(now.judge.ssl, visit->name) == 1, "host");
  must(SSL_set_tlsext_host_name(client, visit->name) == 1, "server name");
  if (visit->cell->way == kPostHandshake) SSL_set_verify(now.judge.ssl, SSL_VERIFY_NONE, NULL);
  if (visit->offer != NULL) must(SSL_set_session(client, visit->offer) == 1, "offer");
  offer_early_data(client);
}

static void say_goodbye(void) {
  for (int i = 0; i < 2; i++) {
    if (!now.judge.failed) SSL_shutdown(now.judge.ssl);
    move_bytes();
    if (!now.peer.failed) SSL_shutdown(now.peer.ssl);
    move_bytes();
  }
  ERR_clear_error();
}

// A client keeps its last session; one that means harm keeps it in spite of a failure. A judge that was a client and
// refused has none.
static SSL_SESSION *session_to_offer(void) {
  const int failed = now.judge.failed || now.peer.failed;
  if (!judge_serves()) return failed ? NULL : SSL_get1_session(now.judge.ssl);
  SSL_SESSION *session = SSL_get1_session(now.peer.ssl);
  return failed ? through_der(session) : session;
}

struct outcome make_visit(const struct visit *visit) {
  begin(visit);
  for (int round = 0, last = kRounds; round < last; round++) {
    peer_goes_on();
    move_bytes();
    judge_goes_on();
    move_bytes();
    const int over = now.judge.failed || now.peer.failed || (now.out.data > now.out.early && now.peer.done);
    if (over && last == kRounds) last = round + 3;
  }
  struct outcome *out = &now.out;
  const char *name = SSL_get0_peername(now.judge.ssl);
  if (name != NULL) strncpy(out->peer_name, name, sizeof out->peer_name - 1);
  out->reused = SSL_session_reused(now.judge.ssl);
  out->at_end = facts_now();
  if (now.judge.failed) out->finished = 0;
  say_goodbye();
  out->session = session_to_offer();
  SSL_free(now.judge.ssl);
  SSL_free(now.peer.ssl);
  BIO_free(now.judge.wire);
  BIO_free(now.peer.wire);
  return *out;
}

// SPDX-License-Identifier: Apache-2.0
// Sessions as days go by: what expires, what rotates, and what no chain of resumptions outlives. The clock is the
// program's: the libraries ask time() and clock_gettime(), and find these first.
#include "abi_test.h"
#include "pair.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kHour = 3600, kDay = 24 * kHour, kWeek = 7 * kDay, kNameLen = 16 };

static time_t clock_is_ahead;
static time_t lead_of_finer_clock;  // for milliseconds of each second it is 1

int clock_gettime(clockid_t clock, struct timespec *out) {
  const long result = syscall(SYS_clock_gettime, clock, out);
  if (result != 0) return (int)result;
  if (clock == CLOCK_REALTIME) out->tv_sec += clock_is_ahead + lead_of_finer_clock;
  if (clock == CLOCK_REALTIME_COARSE) out->tv_sec += clock_is_ahead;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

static void pass(long seconds) { clock_is_ahead += seconds; }

static struct ends ends_for(int version, long server_timeout) {
  struct ends ends = ends_new(version);
  SSL_CTX_set_timeout(ends.server, server_timeout);
  return ends;
}

static void name_of(const SSL_SESSION *session, unsigned char name[kNameLen]) {
  const unsigned char *ticket = NULL;
  size_t len = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  memset(name, 0, kNameLen);
  if (EXPECT_TRUE(len > kNameLen)) memcpy(name, ticket, kNameLen);
}

static int same_key(const SSL_SESSION *a, const SSL_SESSION *b) {
  unsigned char one[kNameLen], other[kNameLen];
  name_of(a, one);
  name_of(b, other);
  return memcmp(one, other, kNameLen) == 0;
}

// The program's own time is what the server's timeout is measured by.
static void expect_expiry(int version, uint64_t server_options) {
  struct ends e = ends_for(version, 1000);
  SSL_CTX_set_options(e.server, server_options);
  SSL_SESSION *session = session_from(e.client, e.server);
  pass(900);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  pass(200);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE_EACH_VERSION(tickets_expire,
                  "a ticket is good for the server's timeout and no longer") { expect_expiry(version, 0); }
CASE_EACH_VERSION(cached_expire, "a cached session is good for the server's timeout and no longer") {
  expect_expiry(version, SSL_OP_NO_TICKET);
}

CASE_EACH_VERSION(one_clock, "a session's time is by time(), to which a finer clock may be a second ahead") {
  lead_of_finer_clock = 1;
  struct ends e = ends_for(version, 1000);
  const time_t before = time(NULL);
  struct pair pair = pair_new(e.client, e.server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  const SSL_SESSION *made = SSL_get_session(pair.server), *got = SSL_get_session(pair.client);
  const time_t after = time(NULL);
  EXPECT_TRUE(SSL_SESSION_get_time(made) >= before && SSL_SESSION_get_time(made) <= after);
  EXPECT_TRUE(SSL_SESSION_get_time(got) >= before && SSL_SESSION_get_time(got) <= after);
  const unsigned long lifetime = SSL_SESSION_get_ticket_lifetime_hint(got);
  EXPECT_TRUE(lifetime <= 1000 && lifetime >= 1000 - (unsigned long)(after - before));
  pair_free(&pair);
  ends_free(&e);
  lead_of_finer_clock = 0;
}

CASE(expiry_is_counted, "a cached session that is found too old counts as a timeout, once") {
  struct ends e = ends_for(TLS1_2_VERSION, 1000);
  SSL_CTX_set_options(e.server, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(e.client, e.server);
  pass(1100);
  EXPECT_INT(0, resumes(e.client, e.server, session));
  EXPECT_INT(1, SSL_CTX_sess_timeouts(e.server));
  EXPECT_INT(0, resumes(e.client, e.server, session));
  EXPECT_INT(1, SSL_CTX_sess_timeouts(e.server));
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE_EACH_VERSION(keys_rotate,
                  "a server's ticket keys: OpenSSL's last as long as the context, Reprise's seal for half a day") {
  struct ends e = ends_for(version, 5 * kDay);
  SSL_SESSION *first = session_from(e.client, e.server), *renewed = NULL;
  pass(13 * kHour);
  SSL_SESSION *second = session_from(e.client, e.server);
  EXPECT_INT(DIFFERS("a key that leaks opens the tickets of a day and not of a year", 1, 0), same_key(first, second));
  // A ticket of the key before is as good as ever, and is replaced by one of the key that seals now.
  EXPECT_INT(1, resumes_next(e.client, e.server, first, &renewed));
  EXPECT_INT(1, same_key(renewed, second));
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  SSL_SESSION_free(renewed);
  ends_free(&e);
}

CASE_EACH_VERSION(keys_rotate_alike,
                  "processes that were forked from one server open each other's tickets, days later too") {
  unsigned char der[4096], *out = der;
  int ends[2];
  struct ends e = ends_for(version, 6 * kDay);
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    pass(2 * kDay);
    SSL_SESSION *made = session_from(e.client, e.server);
    const int len = i2d_SSL_SESSION(made, &out);
    _exit(write(ends[1], der, (size_t)len) == len ? 0 : 1);
  }
  int status = 1;
  const ssize_t len = read(ends[0], der, sizeof der);
  REQUIRE(waitpid(child, &status, 0) == child && status == 0 && len > 0);
  const unsigned char *in = der;
  SSL_SESSION *session = d2i_SSL_SESSION(NULL, &in, (long)len);
  REQUIRE(session != NULL);
  pass(2 * kDay + kHour);
  SSL_SESSION *own = session_from(e.client, e.server);
  EXPECT_INT(1, same_key(own, session));
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_SESSION_free(own);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE_EACH_VERSION(own_keys_stay, "ticket keys that the program has set do not rotate") {
  unsigned char keys[80];
  struct ends e = ends_for(version, 5 * kDay);
  memset(keys, 'k', sizeof keys);
  EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_keys(e.server, keys, sizeof keys));
  SSL_SESSION *first = session_from(e.client, e.server);
  pass(3 * kDay);
  SSL_SESSION *second = session_from(e.client, e.server);
  EXPECT_INT(1, same_key(first, second));
  EXPECT_INT(1, resumes(e.client, e.server, first));
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  ends_free(&e);
}

CASE_EACH_VERSION(asked_keys_stay,
                  "ticket keys that the program has asked for do not rotate either: it means to share them") {
  unsigned char keys[80], later[80];
  struct ends e = ends_for(version, 5 * kDay);
  EXPECT_INT(1, SSL_CTX_get_tlsext_ticket_keys(e.server, keys, sizeof keys));
  pass(3 * kDay);
  EXPECT_INT(1, SSL_CTX_get_tlsext_ticket_keys(e.server, later, sizeof later));
  EXPECT_BYTES(keys, sizeof keys, later, sizeof later);
  ends_free(&e);
}

CASE_EACH_VERSION(lifetime_is_kept,
                  "whenever a ticket is made, it resumes to the end of the lifetime that was announced") {
  for (int hours = 0; hours < 26; hours += 5) {
    struct ends e = ends_for(version, kWeek);
    SSL_SESSION_free(session_from(e.client, e.server));  // from here on keys are in use
    pass(hours * kHour);
    SSL_SESSION *session = session_from(e.client, e.server);
    const long lifetime = (long)SSL_SESSION_get_ticket_lifetime_hint(session);
    EXPECT_TRUE(lifetime > kWeek - kHour && lifetime <= kWeek);
    pass(lifetime - 60);
    EXPECT_INT(1, resumes(e.client, e.server, session));
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

CASE(keys_are_forgotten,
     "a key opens tickets for a week after it sealed its last; then a ticket is a full handshake, not a failure") {
  struct ends e = ends_for(TLS1_2_VERSION, 20 * kDay);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(DIFFERS("a ticket is not announced for longer than its key lasts", 20 * kDay, kWeek),
             SSL_SESSION_get_ticket_lifetime_hint(session));
  pass(kWeek - kHour);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  pass(14 * kHour);
  EXPECT_INT(DIFFERS("old keys are wiped", 1, 0), resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

// Resumes once a day (a little early: nothing hangs on a second) with what the last resumption gave, and returns the
// day on which that no longer worked; 0 for never.
static int days_of_chain(struct ends *e, int days) {
  int ended = 0;
  SSL_SESSION *session = session_from(e->client, e->server), *next = NULL;
  for (int day = 1; day <= days && ended == 0; day++) {
    pass(kDay - 10);
    if (!EXPECT_TRUE(resumes_next(e->client, e->server, session, &next) >= 0)) break;
    SSL_SESSION_free(session);
    session = next;
    if (SSL_CTX_sess_hits(e->server) != day) ended = day;
  }
  SSL_SESSION_free(session);
  return ended;
}

CASE(chains_end, "a chain of resumptions: without end on OpenSSL, a week after its full handshake on Reprise") {
  struct ends e = ends_for(TLS1_3_VERSION, 2 * kDay);
  EXPECT_INT(DIFFERS("the one look at the certificate must not serve for ever", 0, 8), days_of_chain(&e, 12));
  ends_free(&e);
}

CASE(stateful_chains_end, "the same when the server keeps the sessions") {
  struct ends e = ends_for(TLS1_3_VERSION, 2 * kDay);
  SSL_CTX_set_options(e.server, SSL_OP_NO_TICKET);
  EXPECT_INT(DIFFERS("the one look at the certificate must not serve for ever", 0, 8), days_of_chain(&e, 12));
  ends_free(&e);
}

CASE(chains_last_longer, "a program that gives its sessions more than a week gets chains as long") {
  struct ends e = ends_for(TLS1_3_VERSION, 11 * kDay);
  SSL_CTX_set_timeout(e.client, 11 * kDay);
  EXPECT_INT(DIFFERS("the one look at the certificate must not serve for ever", 0, 12), days_of_chain(&e, 13));
  ends_free(&e);
}

CASE(certificates_end,
     "a client that verifies: past the end of the server's certificate OpenSSL resumes, Reprise looks again") {
  struct ends e = ends_for(TLS1_2_VERSION, 60 * kDay);
  unsigned char keys[80] = {1};
  SSL_CTX_set_tlsext_ticket_keys(e.server, keys, sizeof keys);  // else the key has gone by then
  SSL_CTX_set_timeout(e.client, 60 * kDay);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  SSL_SESSION *session = session_from(e.client, e.server);
  pass(29 * kDay);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  pass(2 * kDay);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  const int done = pair_handshake(&pair);
  EXPECT_INT(DIFFERS("a session does not renew a certificate", 1, 0), done);
  EXPECT_INT(DIFFERS("as above", X509_V_OK, X509_V_ERR_CERT_HAS_EXPIRED), SSL_get_verify_result(pair.client));
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

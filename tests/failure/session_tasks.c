// SPDX-License-Identifier: Apache-2.0
// The session API: sessions made, edited, copied, read, written, printed and cached.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "pair.h"
#include "tasks.h"

static SSL_CTX *client12, *client13, *server12, *caching;
static SSL_SESSION *session12, *session13, *soon, *late;

// Two sessions with one id that expire in different years: the cache must find another place for the entry.
void prepare_session_tasks(void) {
  client12 = client_ctx(TLS1_2_VERSION), server12 = server_ctx(TLS1_2_VERSION), caching = server_ctx(TLS1_2_VERSION);
  client13 = client_ctx(TLS1_3_VERSION);
  SSL_CTX *server13 = server_ctx(TLS1_3_VERSION);
  session12 = session_from(client12, server12);
  session13 = session_from(client13, server13);
  SSL_CTX_free(server13);
  soon = made_session("one", TLS1_2_VERSION), late = made_session("one", TLS1_2_VERSION);
  SSL_SESSION_set_timeout(late, 400000000);
}

static enum outcome encoded_session(SSL_SESSION *session) {
  unsigned char *bytes = NULL;
  const int size = i2d_SSL_SESSION(session, &bytes);
  if (size <= 0) return REFUSED;
  const unsigned char *at = bytes;
  SSL_SESSION *again = d2i_SSL_SESSION(NULL, &at, size);
  const enum outcome outcome = again == NULL ? REFUSED : at == bytes + size ? DONE : WRONG;
  SSL_SESSION_free(again);
  OPENSSL_free(bytes);
  return outcome;
}

static enum outcome encode12(void) { return encoded_session(session12); }
static enum outcome encode13(void) { return encoded_session(session13); }

static enum outcome print_session(void) {
  BIO *out = BIO_new(BIO_s_mem());
  if (out == NULL) return REFUSED;
  int good = SSL_SESSION_print(out, session12) == 1 && SSL_SESSION_print_keylog(out, session12) == 1;
  good = good && PEM_write_bio_SSL_SESSION(out, session13) == 1;
  SSL_SESSION *again = good ? PEM_read_bio_SSL_SESSION(out, NULL, NULL, NULL) : NULL;
  const enum outcome outcome = again == NULL ? REFUSED : DONE;
  SSL_SESSION_free(again);
  BIO_free(out);
  return outcome;
}

static enum outcome made_and_filled(void) {
  static const unsigned char bytes[48] = "0123456789";
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION *copy = NULL;
  if (session == NULL) return REFUSED;
  int good = SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION) == 1;
  good = good && SSL_SESSION_set1_master_key(session, bytes, 48) == 1 && SSL_SESSION_set1_id(session, bytes, 32) == 1;
  good =
      good && SSL_SESSION_set1_id_context(session, bytes, 8) == 1 && SSL_SESSION_set1_hostname(session, "a.test") == 1;
  good = good && SSL_SESSION_set1_alpn_selected(session, bytes, 3) == 1;
  good = good && SSL_SESSION_set1_ticket_appdata(session, bytes, 20) == 1;
  good = good && SSL_SESSION_set_max_early_data(session, 7) == 1;
  good = good && (copy = SSL_SESSION_dup(session)) != NULL;
  enum outcome outcome = good ? DONE : REFUSED;
  if (good && strcmp(SSL_SESSION_get0_hostname(copy), "a.test") != 0) outcome = WRONG;
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
  return outcome;
}

static enum outcome cached(void) {
  SSL_CTX_set_session_cache_mode(server12, SSL_SESS_CACHE_SERVER);
  const int added = SSL_CTX_add_session(server12, session12);
  const long found = SSL_CTX_sess_number(server12);
  const int removed = SSL_CTX_remove_session(server12, session12);
  SSL_CTX_flush_sessions(server12, 0);
  if (added != 1) return REFUSED;
  return found == 1 && removed == 1 ? DONE : WRONG;
}

// The cache holds one session, and forgets it when it has expired and not before.
static enum outcome holds_one(SSL_CTX *ctx, SSL_SESSION *session, long expires_after) {
  const long made = SSL_SESSION_get_time(session);
  if (SSL_CTX_sess_number(ctx) != 1) return WRONG;
  SSL_CTX_flush_sessions(ctx, made + expires_after);
  if (SSL_CTX_sess_number(ctx) != 1) return WRONG;
  SSL_CTX_flush_sessions(ctx, made + expires_after + 2);
  return SSL_CTX_sess_number(ctx) == 0 ? DONE : WRONG;
}

// A session takes the place of another; whether it is told that it could not or not, the cache is whole.
static enum outcome cached_replaced(void) {
  enum outcome outcome = REFUSED;
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_SESSION *first = SSL_SESSION_dup(soon), *second = SSL_SESSION_dup(late);
  if (ctx != NULL && first != NULL && second != NULL && SSL_CTX_add_session(ctx, first) == 1) {
    const int replaced = SSL_CTX_add_session(ctx, second);
    outcome = holds_one(ctx, first, replaced == 1 ? 400000000 : SSL_SESSION_get_timeout(first));
    if (outcome == DONE && replaced != 1) outcome = REFUSED;
  }
  SSL_SESSION_free(first), SSL_SESSION_free(second);
  SSL_CTX_free(ctx);
  return outcome;
}

// The time of a cached session changes. A cache that cannot follow lets it go.
static enum outcome cached_moved(void) {
  enum outcome outcome = REFUSED;
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_SESSION *session = SSL_SESSION_dup(soon);
  if (ctx != NULL && session != NULL && SSL_CTX_add_session(ctx, session) == 1) {
    const int moved = SSL_SESSION_set_timeout(session, 400000000) == 1;
    outcome = SSL_CTX_sess_number(ctx) == 1 ? DONE : ERR_peek_error() != 0 ? REFUSED : WRONG;
    SSL_CTX_flush_sessions(ctx, SSL_SESSION_get_time(session) + 400000002);
    if (SSL_CTX_sess_number(ctx) != 0) outcome = WRONG;
    if (outcome == DONE && !moved) outcome = REFUSED;
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
  return outcome;
}

// More sessions than the cache may hold.
static enum outcome cached_evicted(void) {
  enum outcome outcome = DONE;
  SSL_CTX_sess_set_cache_size(caching, 3);
  for (unsigned char i = 0; i < 12 && outcome == DONE; i++) {
    SSL_SESSION *session = SSL_SESSION_dup(soon);
    if (session == NULL || SSL_SESSION_set1_id(session, &i, 1) != 1) outcome = REFUSED;
    if (outcome == DONE && SSL_CTX_add_session(caching, session) != 1) outcome = REFUSED;
    if (SSL_CTX_sess_number(caching) > 4) outcome = WRONG;
    SSL_SESSION_free(session);
  }
  if (outcome == DONE && SSL_CTX_sess_number(caching) != 3) outcome = WRONG;
  SSL_CTX_flush_sessions(caching, SSL_SESSION_get_time(soon) + 100000);
  if (SSL_CTX_sess_number(caching) != 0) outcome = WRONG;
  return outcome;
}

static enum outcome listed(void) {
  enum outcome outcome = REFUSED;
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_SESSION *session = SSL_SESSION_dup(soon);
  if (ctx != NULL && session != NULL && SSL_CTX_add_session(ctx, session) == 1) {
    const void *listing = SSL_CTX_sessions(ctx);
    if (listing != NULL) outcome = DONE;
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
  return outcome;
}

// d2i in place of a session that is there.
static enum outcome read_in_place(void) {
  unsigned char *bytes = NULL;
  const int size = i2d_SSL_SESSION(session12, &bytes);
  if (size <= 0) return REFUSED;
  const unsigned char *at = bytes;
  SSL_SESSION *target = SSL_SESSION_dup(session13);
  enum outcome outcome = REFUSED;
  if (target != NULL) {
    const int read = d2i_SSL_SESSION(&target, &at, size) != NULL;
    const int version = SSL_SESSION_get_protocol_version(target);
    outcome = version == (read ? TLS1_2_VERSION : TLS1_3_VERSION) ? (read ? DONE : REFUSED) : WRONG;
  }
  SSL_SESSION_free(target);
  OPENSSL_free(bytes);
  return outcome;
}

// A session that others hold is edited: who was refused has the old value.
static enum outcome edited(void) {
  enum outcome outcome = REFUSED;
  SSL_SESSION *session = SSL_SESSION_dup(session12);
  if (session == NULL) return REFUSED;
  if (SSL_CTX_add_session(caching, session) == 1) {
    const int done = SSL_SESSION_set1_hostname(session, "other.test") == 1;
    const char *name = SSL_SESSION_get0_hostname(session);
    outcome = !done ? REFUSED : name != NULL && strcmp(name, "other.test") == 0 ? DONE : WRONG;
  }
  SSL_CTX_flush_sessions(caching, 0);
  SSL_SESSION_free(session);
  return outcome;
}

// The peer's certificate out of a session that was just read.
static enum outcome asked(void) {
  unsigned char *bytes = NULL;
  const int size = i2d_SSL_SESSION(session12, &bytes);
  if (size <= 0) return REFUSED;
  const unsigned char *at = bytes;
  SSL_SESSION *session = d2i_SSL_SESSION(NULL, &at, size);
  const enum outcome outcome = session != NULL && SSL_SESSION_get0_peer(session) != NULL ? DONE : REFUSED;
  SSL_SESSION_free(session);
  OPENSSL_free(bytes);
  return outcome;
}

static enum outcome copied(void) {
  SSL *from = SSL_new(client12), *to = SSL_new(client12);
  enum outcome outcome = REFUSED;
  if (from != NULL && to != NULL && SSL_set_session(from, session12) == 1 && SSL_copy_session_id(to, from) == 1) {
    outcome = SSL_get_session(to) == session12 ? DONE : WRONG;
  }
  SSL_free(from), SSL_free(to);
  return outcome;
}

static enum outcome ticket_keys(void) {
  unsigned char keys[80] = "some keys";
  enum outcome outcome = REFUSED;
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  if (ctx != NULL && SSL_CTX_set_tlsext_ticket_keys(ctx, keys, sizeof keys) == 1) {
    unsigned char back[80];
    if (SSL_CTX_get_tlsext_ticket_keys(ctx, back, sizeof back) == 1)
      outcome = memcmp(keys, back, 80) == 0 ? DONE : WRONG;
  }
  SSL_CTX_free(ctx);
  return outcome;
}

const struct task session_tasks[] = {
    {"encode12", encode12},
    {"encode13", encode13},
    {"print_session", print_session},
    {"made_and_filled", made_and_filled},
    {"cached", cached},
    {"cached_replaced", cached_replaced},
    {"cached_moved", cached_moved},
    {"cached_evicted", cached_evicted},
    {"listed", listed},
    {"read_in_place", read_in_place},
    {"edited", edited},
    {"asked", asked},
    {"copied", copied},
    {"ticket_keys", ticket_keys},
    {NULL, NULL},
};

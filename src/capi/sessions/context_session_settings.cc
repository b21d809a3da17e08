// SPDX-License-Identifier: Apache-2.0
// What an SSL_CTX and an SSL are told about sessions: callbacks, contexts of ids, timeouts, numbers of tickets.
#include "capi/library/guard.h"
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

template <typename Owner>
int set_id_context(Owner* owner, const unsigned char* context, unsigned length, const char* function) {
  return guard(
      [&]() -> Result<> {
        if (length > session::kMaxSessionIdContextLen) return fail_silently(Reason::session_id_context_too_long);
        owner->edit([&](Settings& settings) {
          settings.session_id_context.clear();
          if (length != 0) settings.session_id_context.assign(context, context + length);
        });
        return success();
      },
      function);
}

}  // namespace

extern "C" {

// --- Callbacks around the cache
void SSL_CTX_sess_set_new_cb(SSL_CTX* ctx, int (*callback)(SSL*, SSL_SESSION*)) {
  ctx->sessions.new_callback = callback;
}
int (*SSL_CTX_sess_get_new_cb(SSL_CTX* ctx))(SSL*, SSL_SESSION*) { return ctx->sessions.new_callback; }

void SSL_CTX_sess_set_remove_cb(SSL_CTX* ctx, void (*callback)(SSL_CTX*, SSL_SESSION*)) {
  ctx->sessions.remove_callback = callback;
}
void (*SSL_CTX_sess_get_remove_cb(SSL_CTX* ctx))(SSL_CTX*, SSL_SESSION*) { return ctx->sessions.remove_callback; }

void SSL_CTX_sess_set_get_cb(SSL_CTX* ctx, SSL_SESSION* (*callback)(SSL*, const unsigned char*, int, int*)) {
  ctx->sessions.get_callback = callback;
}
SSL_SESSION* (*SSL_CTX_sess_get_get_cb(SSL_CTX* ctx))(SSL*, const unsigned char*, int, int*) {
  return ctx->sessions.get_callback;
}

// --- Ids
int SSL_CTX_set_session_id_context(SSL_CTX* ctx, const unsigned char* context, unsigned length) {
  return set_id_context(ctx, context, length, __func__);
}
int SSL_set_session_id_context(SSL* ssl, const unsigned char* context, unsigned length) {
  return set_id_context(ssl, context, length, __func__);
}

int SSL_CTX_set_generate_session_id(SSL_CTX* ctx, GEN_SESSION_CB callback) {
  return change(ctx, &Settings::generate_session_id, callback);
}
int SSL_set_generate_session_id(SSL* ssl, GEN_SESSION_CB callback) {
  return change(ssl, &Settings::generate_session_id, callback);
}

// --- Timeouts, resumability
long SSL_CTX_set_timeout(SSL_CTX* ctx, long seconds) {
  if (ctx == nullptr) return 0;
  const auto before = ctx->setting(&Settings::session_timeout);
  change(ctx, &Settings::session_timeout, seconds);
  return before;
}
long SSL_CTX_get_timeout(const SSL_CTX* ctx) { return ctx != nullptr ? ctx->setting(&Settings::session_timeout) : 0; }

void SSL_CTX_set_not_resumable_session_callback(SSL_CTX* ctx, int (*callback)(SSL*, int)) {
  change(ctx, &Settings::not_resumable_callback, callback);
}
void SSL_set_not_resumable_session_callback(SSL* ssl, int (*callback)(SSL*, int)) {
  change(ssl, &Settings::not_resumable_callback, callback);
}

// --- Tickets
int SSL_CTX_set_num_tickets(SSL_CTX* ctx, size_t count) {
  return change(ctx, &Settings::num_tickets, count);
}
size_t SSL_CTX_get_num_tickets(const SSL_CTX* ctx) { return ctx->setting(&Settings::num_tickets); }
int SSL_set_num_tickets(SSL* ssl, size_t count) {
  return change(ssl, &Settings::num_tickets, count);
}
size_t SSL_get_num_tickets(const SSL* ssl) { return ssl->settings->num_tickets; }

int SSL_CTX_set_session_ticket_cb(SSL_CTX* ctx, SSL_CTX_generate_session_ticket_fn generate,
                                  SSL_CTX_decrypt_session_ticket_fn decrypt, void* arg) {
  ctx->sessions.ticket_generate = generate;
  ctx->sessions.ticket_decrypt = decrypt;
  ctx->sessions.ticket_arg = arg;
  return 1;
}

int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX* ctx, TicketKeyCallbackEvp callback) {
  ctx->sessions.ticket_key_evp = callback;
  return 1;
}

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0
// The life of an SSL (SSL_new(3), SSL_clear(3), SSL_free(3)), and its move to another SSL_CTX.
#include <utility>

#include "capi/library/guard.h"
#include "capi/objects/change.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

void start_again(SSL* ssl, Ref<session::Session> session) {
  ssl->reset_connection();
  ssl->offered = std::move(session);
}

// Called from a callback or BIO of the connection's own: it cannot begin anew under the feet of what it is doing.
bool at_work(const SSL* ssl) {
  return ssl->lent.in != kNobody || ssl->lent.out != kNobody || ssl->tells_of_exit ||
         (ssl->engine && ssl->engine->busy());
}

// What runs code of the program's, which may throw, or end its thread: so it is no destructor's.
void part_with_program(SSL* ssl) {
  if (ssl->host) ssl->host->before_end();
  CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL, ssl, &ssl->ex_data);
  BIO_free_all(std::exchange(ssl->rbio, nullptr));
  BIO_free_all(std::exchange(ssl->wbio, nullptr));
}

// Compat: what was in use is offered next; h2load comes back this way, without SSL_clear.
void set_side(SSL* ssl, Side side) {
  if (at_work(ssl)) return;
  start_again(ssl, Ref<session::Session>::sharing(current_session(ssl)));
  ssl->side = side;
}

}  // namespace

extern "C" {

SSL* SSL_new(SSL_CTX* ctx) {
  SSL* made = nullptr;
  guard([&]() -> Result<> {
    if (ctx == nullptr) return fail_silently(Reason::null_ssl_ctx);
    if (ctx->settings_lost) return fail_silently(Reason::out_of_memory);
    auto ssl = make_ref<ssl_st>(ctx);
    if (CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL, ssl.get(), &ssl->ex_data) == 0) return fail_silently(Reason::internal);
    made = std::move(ssl).leak();
    return success();
  });
  return made;
}

int SSL_up_ref(SSL* ssl) {
  ssl->retain();
  return 1;
}

void SSL_free(SSL* ssl) {
  if (ssl == nullptr || !ssl->release()) return;
  // The callbacks that this runs still find the connection whole, holding one reference.
  ssl->retain();
  auto last = Ref<ssl_st>::adopt(ssl);
  retire_unclosed_session(ssl);
  if (!last->unique()) return;
  part_with_program(ssl);
  auto ctx = std::move(ssl->ctx);
  auto session_ctx = std::move(ssl->session_ctx);
  last = nullptr;
  SSL_CTX_free(std::move(ctx).leak());
  SSL_CTX_free(std::move(session_ctx).leak());
}

int SSL_clear(SSL* ssl) {
  return guard([&]() -> Result<> {
    if (at_work(ssl)) return fail_silently(Reason::bad_handshake_state);
    auto session = Ref<session::Session>::sharing(current_session(ssl));
    if (retire_unclosed_session(ssl)) session = nullptr;
    start_again(ssl, std::move(session));
    ssl->take_method_of_context();
    return success();
  });
}

void SSL_set_connect_state(SSL* ssl) { set_side(ssl, Side::client); }
void SSL_set_accept_state(SSL* ssl) { set_side(ssl, Side::server); }

int SSL_is_server(const SSL* ssl) {
  // Compat: undecided counts as server, as it does in OpenSSL before SSL_set_connect_state.
  return ssl->side != Side::client;
}

SSL_CTX* SSL_get_SSL_CTX(const SSL* ssl) { return ssl->ctx.get(); }
const SSL_METHOD* SSL_get_ssl_method(const SSL* ssl) { return ssl->method(); }

SSL_CTX* SSL_set_SSL_CTX(SSL* ssl, SSL_CTX* ctx) {
  if (ctx == nullptr) ctx = ssl->session_ctx.get();
  if (ssl->ctx.get() == ctx) return ctx;
  // Certificates and what goes with them are the new context's; the rest stays (SSL_set_SSL_CTX(3)).
  const auto next = ctx->settings();
  const bool changed = change(ssl, [&](Settings& settings) {
    const bool context_was_inherited = settings.session_id_context == ssl->ctx->settings()->session_id_context;
    settings.algorithms = next->algorithms.share();
    take_certificate_settings(*next, settings);
    if (context_was_inherited) settings.session_id_context = next->session_id_context;
  });
  ssl->settings_lost = ssl->settings_lost || ctx->settings_lost;
  if (!changed) return nullptr;
  ssl->ctx = Ref<ssl_ctx_st>::sharing(ctx);
  return ctx;
}

}  // extern "C"

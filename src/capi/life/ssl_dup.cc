// SPDX-License-Identifier: Apache-2.0
// SSL_dup, and changes of method.
#include <new>

#include "capi/algorithms/cipher_list.h"
#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// The settings that SSL_dup(3) names, found by what its getters and handshakes show; all others are those that the
// context gives new connections.
void copy_settings(const Settings& from, Settings& to) {
  take_certificate_settings(from, to);
  to.method = from.method;
  to.session_id_context = from.session_id_context;
  to.options = from.options;
  to.mode = from.mode;
  to.min_version = from.min_version;
  to.max_version = from.max_version;
  to.verify_mode = from.verify_mode;
  if (from.verify_callback != nullptr) to.verify_callback = from.verify_callback;
  to.msg_callback = from.msg_callback;
  to.msg_callback_arg = from.msg_callback_arg;
  to.password_callback = from.password_callback;
  to.password_callback_arg = from.password_callback_arg;
  to.generate_session_id = from.generate_session_id;
  to.tls12_suites = from.tls12_suites;
  to.tls13_suites = from.tls13_suites;
  to.cipher_stack = from.cipher_stack.share();
  to.max_cert_list = from.max_cert_list;
  to.read_ahead = from.read_ahead;
}

// What the context demands by now, and what the connection demands beside it.
void add_demands(const VerifyParam& from, VerifyParam& to) {
  if (X509_VERIFY_PARAM_inherit(to.object.get(), from.object.get()) != 1) throw std::bad_alloc();
  X509_VERIFY_PARAM_set_depth(to.object.get(), X509_VERIFY_PARAM_get_depth(from.object.get()));
  if (to.purpose == 0) to.purpose = from.purpose;
  if (to.trust == 0) to.trust = from.trust;
}

// `to` is as SSL_new made it: nothing that the context has come to demand since `from` was made is lost.
Result<> copy_connection(const SSL& from, SSL& to) {
  to.edit([&](Settings& settings) { copy_settings(*from.settings, settings); });
  if (to.own_param() == nullptr) return fail_silently(Reason::out_of_memory);
  add_demands(from.current_param(), *to.param);
  if (from.settings_lost) to.settings_lost = true;
  to.ca_lists = clone(from.ca_lists);
  to.session_ctx = from.session_ctx.share();
  to.side = from.side;
  to.offered = from.offered.share();
  to.shutdown = from.shutdown;
  to.info_callback = from.info_callback;
  // The server's name and the BIOs stay behind: they are one connection's own.
  if (CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL, &to.ex_data, &from.ex_data) == 0) return fail_silently(Reason::internal);
  return success();
}

bool known(const SSL_METHOD* method) {
  return method != nullptr && !method->dtls &&
         (method->version == TLS_ANY_VERSION || method->version == TLS1_2_VERSION);
}

Result<> restore_default_ciphers(SSL_CTX* ctx) {
  if (SSL_CTX_set_ciphersuites(ctx, kDefaultCiphersuites) != 1) return fail_silently(Reason::internal);
  if (SSL_CTX_set_cipher_list(ctx, kDefaultCipherList) != 1) return fail_silently(Reason::internal);
  return success();
}

}  // namespace

extern "C" {

SSL* SSL_dup(SSL* ssl) {
  // Compat: a connection under way cannot be copied; it is shared.
  if (SSL_in_before(ssl) == 0) {
    SSL_up_ref(ssl);
    return ssl;
  }
  SSL* copy = SSL_new(ssl->ctx.get());
  if (copy == nullptr) return nullptr;
  if (guard([&] { return copy_connection(*ssl, *copy); }) == 1) return copy;
  SSL_free(copy);
  return nullptr;
}

int SSL_CTX_set_ssl_version(SSL_CTX* ctx, const SSL_METHOD* method) {
  return guard([&]() -> Result<> {
    if (!known(method)) return fail_silently(Reason::unsupported_protocol);
    ctx->edit([&](Settings& settings) { settings.method = method; });
    return restore_default_ciphers(ctx);
  });
}

int SSL_set_ssl_method(SSL* ssl, const SSL_METHOD* method) {
  return guard([&]() -> Result<> {
    if (!known(method)) return fail_silently(Reason::unsupported_protocol);
    ssl->edit([&](Settings& settings) { settings.method = method; });
    return success();
  });
}

}  // extern "C"

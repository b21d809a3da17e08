// SPDX-License-Identifier: Apache-2.0
// SSL_dup, and changes of method.
#include "capi/algorithms/cipher_list.h"
#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

Result<> copy_connection(const SSL& from, SSL& to) {
  to.settings = from.settings->clone();
  to.param = copied_param(from.param.get());
  to.ca_lists = clone(from.ca_lists);
  to.session_ctx = from.session_ctx.share();
  to.method = from.method;
  to.side = from.side;
  to.offered = from.offered.share();
  to.shutdown = from.shutdown;
  to.quiet_shutdown = from.quiet_shutdown;
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
    ctx->method = method;
    return restore_default_ciphers(ctx);
  });
}

int SSL_set_ssl_method(SSL* ssl, const SSL_METHOD* method) {
  return guard([&]() -> Result<> {
    if (!known(method)) return fail_silently(Reason::unsupported_protocol);
    ssl->method = method;
    return success();
  });
}

}  // extern "C"

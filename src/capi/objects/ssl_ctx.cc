// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/ssl_ctx.h"

#include <openssl/sslerr.h>

#include <ctime>

#include "capi/algorithms/cipher_list.h"
#include "capi/library/error_strings.h"

namespace reprise::capi {

TimePoint system_now() {
  std::timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return from_unix_seconds(now.tv_sec) + Milliseconds(now.tv_nsec / 1'000'000);
}

std::int64_t unix_seconds_now() { return std::time(nullptr); }

namespace {

Result<> set_default_ciphers(Settings& settings) {
  settings.tls12_suites = TRY(parse_cipher_list(kDefaultCipherList)).suites;
  settings.tls13_suites = TRY(parse_ciphersuites(kDefaultCiphersuites));
  return success();
}

// What SSL_CTX_new gives a context before the system's configuration speaks.
Result<Ref<Settings>> default_settings(const SSL_METHOD* method, const Library& library) {
  auto settings = make_ref<Settings>();
  settings->method = method;
  settings->algorithms = library.algorithms.share();
  settings->options = SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT;
  settings->mode = SSL_MODE_AUTO_RETRY;
  settings->param = make_ref<VerifyParam>();
  settings->param->object.reset(X509_VERIFY_PARAM_new());
  if (!settings->param->object) return fail_silently(Reason::out_of_memory);
  TRY(set_default_ciphers(*settings));
  return settings;
}

void make_session_parts(SSL_CTX& ctx) {
  ctx.sessions.cache = make_session_cache(ctx);
  ctx.sessions.registration.emplace(*ctx.sessions.cache);
  ctx.sessions.sealer = make_ticket_sealer(ctx);
  ctx.sessions.listings = std::make_unique<SessionListings>();
}

}  // namespace

Result<Ref<SSL_CTX>> new_context(OSSL_LIB_CTX* lib_ctx, const char* propq, const SSL_METHOD* method) {
  if (method == nullptr) return fail_silently(Reason::null_ssl_method_passed);
  auto ctx = make_ref<ssl_ctx_st>();
  ctx->lib_ctx = lib_ctx;
  if (propq != nullptr) ctx->propq = propq;
  ctx->library = TRY(library_for_new_context(lib_ctx, propq));
  ctx->begin(TRY(default_settings(method, *ctx->library)));
  ctx->extra_certs.begin(make_ref<ExtraCertificates>());
  TRY(ctx->library->random.fill_private(ctx->cookie_key.resize(32)));
  // Compat: the lists of a context are empty, never null.
  ctx->ca_lists.names.reset(sk_X509_NAME_new_null());
  ctx->ca_lists.client_names.reset(sk_X509_NAME_new_null());
  if (!ctx->ca_lists.names || !ctx->ca_lists.client_names) return fail_silently(Reason::out_of_memory);
  ctx->cert_store.reset(Own<X509_STORE>(X509_STORE_new()));
  if (ctx->cert_store.get() == nullptr) return fail_silently(Reason::x509_library);
  make_session_parts(*ctx);
  if (CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx.get(), &ctx->ex_data) == 0)
    return fail_silently(Reason::internal);
  return ctx;
}

}  // namespace reprise::capi

using namespace reprise;
using namespace reprise::capi;

ssl_ctx_st::~ssl_ctx_st() = default;

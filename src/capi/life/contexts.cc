// SPDX-License-Identifier: Apache-2.0
// The life of an SSL_CTX (SSL_CTX_new(3), SSL_CTX_free(3)).
#include "capi/conf/system_config.h"
#include "capi/library/guard.h"
#include "capi/library/process_settings.h"
#include "capi/objects/ssl_ctx.h"
#include "capi/sessions/explanation.h"

using namespace reprise;
using namespace reprise::capi;

extern "C" {

SSL_CTX* SSL_CTX_new_ex(OSSL_LIB_CTX* lib_ctx, const char* propq, const SSL_METHOD* method) {
  SSL_CTX* made = nullptr;
  guard([&]() -> Result<> {
    if (OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr) == 0) return fail_silently(Reason::internal);
    say_faults_of_settings();
    prepare_explanation();
    auto ctx = TRY(new_context(lib_ctx, propq, method));
    apply_system_config(ctx.get());
    made = std::move(ctx).leak();
    return success();
  });
  return made;
}

SSL_CTX* SSL_CTX_new(const SSL_METHOD* method) { return SSL_CTX_new_ex(nullptr, nullptr, method); }

int SSL_CTX_up_ref(SSL_CTX* ctx) {
  ctx->retain();
  return 1;
}

void SSL_CTX_free(SSL_CTX* ctx) {
  if (ctx == nullptr || !ctx->release()) return;
  // The callbacks that this runs still find the context whole, holding one reference.
  ctx->retain();
  const auto last = Ref<ssl_ctx_st>::adopt(ctx);
  flush_sessions(ctx, 0);
  if (last->unique()) CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex_data);
}

}  // extern "C"

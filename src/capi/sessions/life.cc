// SPDX-License-Identifier: Apache-2.0
// SSL_SESSION_new, _dup, _up_ref and _free.
#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_ctx.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr std::uint8_t kFragmentLengthUnspecified = 255;

// Compat: what OpenSSL's own new sessions say of themselves, in their DER form too.
Ref<session::Session> new_session() {
  session::SessionFields fields;
  fields.verify_result = X509_V_ERR_UNSPECIFIED;
  fields.max_fragment_mode = kFragmentLengthUnspecified;
  return session::Session::create(session::SessionData::make(fields), unix_seconds_now(),
                                  session::kNewSessionTimeout_s);
}

}  // namespace

extern "C" {

SSL_SESSION* SSL_SESSION_new() {
  SSL_SESSION* made = nullptr;
  guard([&]() -> Result<> {
    auto session = new_session();
    if (extras_of(*session) == nullptr) return fail_silently(Reason::out_of_memory);
    made = hand_over(std::move(session), "SSL_SESSION_new");
    return success();
  });
  return made;
}

SSL_SESSION* SSL_SESSION_dup(const SSL_SESSION* source) {
  if (ledger::refuses(source)) return nullptr;
  SSL_SESSION* made = nullptr;
  guard([&]() -> Result<> {
    made = hand_over(TRY(copy_session(*from_c(source))), "SSL_SESSION_dup");
    return success();
  });
  return made;
}

int SSL_SESSION_up_ref(SSL_SESSION* session) {
  if (ledger::is_on) [[unlikely]] return ledger::up_ref(from_c(session), __func__);
  from_c(session)->retain();
  return 1;
}

void SSL_SESSION_free(SSL_SESSION* session) {
  if (session == nullptr || !ledger::gives_back(from_c(session), __func__)) return;
  Ref<session::Session>::adopt(from_c(session));
}

}  // extern "C"

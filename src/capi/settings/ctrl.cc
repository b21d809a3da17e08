// SPDX-License-Identifier: Apache-2.0
#include "capi/settings/ctrl.h"

#include "capi/certificates/dh_parameters.h"
#include "capi/library/guard.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

using Handler = std::optional<long> (*)(const CtrlTarget&, int, long, void*);
constexpr Handler kHandlers[] = {ctrl_settings,   ctrl_sessions,   ctrl_certificates,
                                 ctrl_algorithms, ctrl_extensions, ctrl_dh_parameters};

// Controls whose pointer is where the answer goes: without one there is nothing to do.
bool gives_through_pointer(int command) {
  switch (command) {
    case SSL_CTRL_GET_CHAIN_CERTS:
    case SSL_CTRL_GET_EXTRA_CHAIN_CERTS:
    case SSL_CTRL_GET_VERIFY_CERT_STORE:
    case SSL_CTRL_GET_CHAIN_CERT_STORE:
      return true;
    default:
      return false;
  }
}

long control(const CtrlTarget& target, int command, long number, void* pointer) {
  long result = 0;
  if (gives_through_pointer(command) && pointer == nullptr) {
    report(fail_silently(Reason::passed_null_parameter), "ssl_ctrl");
    return 0;
  }
  guard([&]() -> Result<> {
    for (const auto handler : kHandlers) {
      if (const auto answer = handler(target, command, number, pointer)) {
        result = *answer;
        break;
      }
    }
    return success();
  });
  return result;  // Compat: an unknown number gives 0 and no error
}

}  // namespace

extern "C" {

long SSL_CTX_ctrl(SSL_CTX* ctx, int command, long number, void* pointer) {
  if (ctx == nullptr) return 0;
  return control({.ctx = ctx, .ssl = nullptr}, command, number, pointer);
}

long SSL_ctrl(SSL* ssl, int command, long number, void* pointer) {
  if (ssl == nullptr) return 0;
  return control({.ctx = ssl->ctx.get(), .ssl = ssl}, command, number, pointer);
}

}  // extern "C"

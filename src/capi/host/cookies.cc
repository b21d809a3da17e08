// SPDX-License-Identifier: Apache-2.0
// A server's cookies: the program's part of them, and the key that authenticates the whole.
#include <array>

#include "capi/host/callback_host.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

constexpr std::size_t kCookieRoom = 4096;      // SSL_COOKIE_LENGTH: what the callback may write
constexpr std::size_t kMaxProgramPart = 255;   // Compat: what OpenSSL takes of it

}  // namespace

Bytes CallbackHost::cookie_key() const { return ssl_->session_ctx->cookie_key.bytes(); }

Result<ByteVector> CallbackHost::make_cookie() {
  const auto generate = ssl_->ctx->live.stateless_cookie_generate;
  if (generate == nullptr) return fail(Alert::internal_error, Reason::no_cookie_callback);
  std::array<unsigned char, kCookieRoom> cookie{};
  std::size_t length = 0;
  if (generate(ssl_, cookie.data(), &length) == 0) return fail(Alert::internal_error, Reason::cookie_callback_failed);
  if (length == 0 || length > kMaxProgramPart) return fail(Alert::internal_error, Reason::internal);
  return ByteVector(cookie.begin(), cookie.begin() + std::ptrdiff_t(length));
}

bool CallbackHost::accepts_cookie(Bytes cookie) {
  const auto verify = ssl_->ctx->live.stateless_cookie_verify;
  return verify != nullptr && verify(ssl_, cookie.data(), cookie.size()) != 0;
}

}  // namespace reprise::capi

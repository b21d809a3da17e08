// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/ticket_keys.h"

#include <algorithm>
#include <mutex>

namespace reprise::capi {
namespace {

Result<Ref<const session::Rfc5077Keys>> make_keys(SSL_CTX& ctx, Bytes keys) {
  auto& library = *ctx.library;
  return session::Rfc5077Keys::create(library.algorithms.share(), library.random, library.interner, keys);
}

Result<Ref<const session::Rfc5077Keys>> random_keys(SSL_CTX& ctx) {
  SecretArray<session::kRfc5077KeysLen> bytes;
  TRY(ctx.library->random.fill_private(bytes.resize(session::kRfc5077KeysLen)));
  return make_keys(ctx, bytes.bytes());
}

}  // namespace

Ref<const session::Rfc5077Keys> fixed_ticket_keys(const SSL_CTX& ctx) {
  const std::shared_lock lock(ctx.sessions.keys_mutex);
  return ctx.sessions.fixed_keys.share();
}

Result<> set_ticket_keys(SSL_CTX& ctx, Bytes keys) {
  auto made = TRY(make_keys(ctx, keys));
  const std::unique_lock lock(ctx.sessions.keys_mutex);
  std::swap(ctx.sessions.fixed_keys, made);
  return success();
}

Result<> get_ticket_keys(SSL_CTX& ctx, MutableBytes out) {
  if (out.size() != session::kRfc5077KeysLen) return fail_silently(Reason::invalid_ticket_keys_length);
  auto keys = fixed_ticket_keys(ctx);
  if (!keys) {
    auto made = TRY(random_keys(ctx));
    const std::unique_lock lock(ctx.sessions.keys_mutex);
    if (!ctx.sessions.fixed_keys) ctx.sessions.fixed_keys = std::move(made);
    keys = ctx.sessions.fixed_keys.share();
  }
  std::ranges::copy(keys->keys(), out.begin());
  return success();
}

}  // namespace reprise::capi

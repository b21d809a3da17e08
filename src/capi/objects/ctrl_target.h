// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// What a control acts on: a connection, or a context when `ssl` is null.
struct CtrlTarget {
  SSL_CTX* ctx;
  SSL* ssl;

  // As they are now, for as long as the caller keeps the reference.
  Ref<const Settings> settings() const { return ssl != nullptr ? ssl->settings.share() : ctx->settings(); }
  template <typename Part, typename T>
  T setting(T Part::*member) const {
    return ssl != nullptr ? ssl->setting(member) : ctx->setting(member);
  }
  // Runs `apply` on a Settings& and returns what it returns: see ssl_ctx_st::edit() and ssl_st::edit().
  template <typename Apply>
  auto edit(Apply apply) const {
    return ssl != nullptr ? ssl->edit(apply) : ctx->edit(apply);
  }
  template <typename Part, typename T>
  void set(T Part::*member, std::type_identity_t<T> value) const {
    edit([&](Settings& settings) { settings.*member = value; });
  }
};

}  // namespace reprise::capi

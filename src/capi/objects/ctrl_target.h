// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// What a control acts on: a connection, or a context when `ssl` is null.
struct CtrlTarget {
  SSL_CTX* ctx;
  SSL* ssl;

  const Settings& settings() const { return ssl != nullptr ? *ssl->settings : *ctx->settings; }
  Settings& writable() const { return ssl != nullptr ? ssl->writable() : ctx->writable(); }
};

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// SSL_CONF_CTX: where configuration commands go, and what must wait until SSL_CONF_CTX_finish.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "capi/library/own.h"
#include "capi/objects/ctrl_target.h"

// Not thread-safe, as SSL_CONF_CTX is not.
struct ssl_conf_ctx_st {
  unsigned flags = 0;                  // SSL_CONF_FLAG_
  std::optional<std::string> prefix;   // nothing: the default of the form in use
  SSL_CTX* ctx = nullptr;              // borrowed; at most one of the two is set, none: commands are only read
  SSL* ssl = nullptr;                  // borrowed
  // The files that certificates came from, by slot, to look for keys in (SSL_CONF_FLAG_REQUIRE_PRIVATE).
  std::array<std::string, reprise::capi::kNumSlots> certificate_files;
  reprise::capi::Own<STACK_OF(X509_NAME)> ca_names;  // gathered; handed over by SSL_CONF_CTX_finish

  bool has_target() const { return ctx != nullptr || ssl != nullptr; }
  bool has(unsigned wanted) const { return (flags & wanted) != 0; }
  reprise::capi::CtrlTarget target() const { return {ctx, ssl}; }  // only when there is one
  reprise::capi::CaLists& ca_lists() const { return ssl != nullptr ? ssl->ca_lists : ctx->ca_lists; }
};

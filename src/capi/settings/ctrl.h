// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_ctrl and SSL_ctrl: one number a macro of <openssl/ssl.h>, answered by the handler of its theme.
#pragma once

#include <optional>

#include "capi/connection/ssl_object.h"

namespace reprise::capi {

// What a control acts on: a connection, or a context when `ssl` is null.
struct CtrlTarget {
  SSL_CTX* ctx;
  SSL* ssl;

  const Settings& settings() const { return ssl != nullptr ? *ssl->settings : *ctx->settings; }
  Settings& writable() const { return ssl != nullptr ? ssl->writable() : ctx->writable(); }
};

// Each answers the controls of its theme and gives nothing for others, or for a control that its target lacks.
// ctrl_settings.cc
std::optional<long> ctrl_settings(const CtrlTarget& target, int command, long number, void* pointer);
// ctrl_sessions.cc
std::optional<long> ctrl_sessions(const CtrlTarget& target, int command, long number, void* pointer);
// ctrl_certificates.cc
std::optional<long> ctrl_certificates(const CtrlTarget& target, int command, long number, void* pointer);
// ctrl_algorithms.cc
std::optional<long> ctrl_algorithms(const CtrlTarget& target, int command, long number, void* pointer);
// ctrl_extensions.cc
std::optional<long> ctrl_extensions(const CtrlTarget& target, int command, long number, void* pointer);
// dh_parameters.cc
std::optional<long> ctrl_dh_parameters(const CtrlTarget& target, int command, long number, void* pointer);

// SSL_CTX_build_cert_chain(3): completes the current slot's chain from the stores. 1, 2 with errors ignored, 0 failed.
long build_chain(const CtrlTarget& target, long flags);  // build_chain.cc

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_ctrl and SSL_ctrl: one number a macro of <openssl/ssl.h>, answered by the handler of its theme.
#pragma once

#include <optional>

#include "capi/objects/ctrl_target.h"

namespace reprise::capi {

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

}  // namespace reprise::capi

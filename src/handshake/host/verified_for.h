// SPDX-License-Identifier: Apache-2.0
// What a client's servers are verified for, as its sessions bear it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "handshake/host/config.h"

namespace reprise::handshake {

// What a verdict on a server hangs on. Views need only live until the call returns.
struct ServerVerification {
  std::string_view name;    // host name or address that its certificate is looked through for
  std::string_view anchors;  // what is trusted, in words of the caller's; empty: the system's anchors
};

// Makes `config` verify, and offer none but sessions whose server was verified for the same, under the same security
// level, when we had the same certificates to show. `config` has these already.
Result<> verify_servers(Config& config, const ServerVerification& verification);

}  // namespace reprise::handshake

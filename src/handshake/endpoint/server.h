// SPDX-License-Identifier: Apache-2.0
// The server's side of a handshake of any version.
#pragma once

#include <memory>

#include "handshake/flow/machine.h"

namespace reprise::handshake {

// The settings and facts are the connection's and outlive the machine.
std::unique_ptr<Machine> make_server(Host& host, Facts& facts);

}  // namespace reprise::handshake

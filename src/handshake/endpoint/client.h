// SPDX-License-Identifier: Apache-2.0
// The client's side of a handshake of any version.
#pragma once

#include <memory>

#include "handshake/flow/machine.h"

namespace reprise::handshake {

// The settings and facts are the connection's and outlive the machine. `offered` is the session to resume; may be null.
std::unique_ptr<Machine> make_client(Host& host, Facts& facts, Ref<session::Session> offered);

}  // namespace reprise::handshake

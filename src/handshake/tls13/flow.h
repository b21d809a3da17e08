// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 (RFC 8446), from the hellos on.
#pragma once

#include <memory>

#include "handshake/hello/start.h"

namespace reprise::handshake::tls13 {

std::unique_ptr<Machine> make_client_flow(ClientStart&& start);
std::unique_ptr<Machine> make_server_flow(ServerStart&& start);

}  // namespace reprise::handshake::tls13

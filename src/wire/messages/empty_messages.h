// SPDX-License-Identifier: Apache-2.0
// The messages without a body: EndOfEarlyData (RFC 8446, 4.5), ServerHelloDone (RFC 5246, 7.4.5) and HelloRequest
// (RFC 5246, 7.4.1.1). Writing one is write_handshake with a body that writes nothing.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace reprise::wire {

struct EndOfEarlyData {};
struct ServerHelloDone {};
struct HelloRequest {};

// Each fails with decode_error when there is a body.
Result<EndOfEarlyData> read_end_of_early_data(Bytes body);
Result<ServerHelloDone> read_server_hello_done(Bytes body);
Result<HelloRequest> read_hello_request(Bytes body);

}  // namespace reprise::wire

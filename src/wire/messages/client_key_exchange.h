// SPDX-License-Identifier: Apache-2.0
// ClientKeyExchange for ECDHE (RFC 8422, 5.7).
// Shape:  ecdh_Yc<1..255>
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

struct ClientKeyExchange {
  Bytes point;
};

Result<ClientKeyExchange> read_client_key_exchange(Bytes body);
void write_client_key_exchange(Writer& out, const ClientKeyExchange& message);

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/client_key_exchange.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<ClientKeyExchange> read_client_key_exchange(Bytes body) {
  Reader reader(body);
  ClientKeyExchange message;
  message.point = TRY(reader.opaque8(1));
  TRY(reader.finish());
  return message;
}

void write_client_key_exchange(Writer& out, const ClientKeyExchange& message) { out.opaque8(message.point); }

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/key_update.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<KeyUpdate> read_key_update(Bytes body) {
  Reader reader(body);
  const KeyUpdateRequest request{TRY(reader.u8())};
  TRY(reader.finish());
  if (request != KeyUpdateRequest::update_not_requested && request != KeyUpdateRequest::update_requested) {
    return fail(Alert::illegal_parameter, Reason::bad_key_update);
  }
  return KeyUpdate{request};
}

void write_key_update(Writer& out, const KeyUpdate& message) { out.u8(code_of(message.request_update)); }

}  // namespace reprise::wire

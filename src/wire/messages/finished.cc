// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/finished.h"

namespace reprise::wire {

Result<Finished> read_finished(Bytes body, std::size_t verify_data_len) {
  if (body.size() != verify_data_len) return fail(Alert::decode_error, Reason::bad_digest_length);
  return Finished{body};
}

void write_finished(Writer& out, const Finished& message) { out.bytes(message.verify_data); }

}  // namespace reprise::wire

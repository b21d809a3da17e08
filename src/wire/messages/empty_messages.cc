// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/empty_messages.h"

namespace reprise::wire {
namespace {

template <typename Message>
Result<Message> read_nothing(Bytes body, Reason reason) {
  if (!body.empty()) return fail(Alert::decode_error, reason);
  return Message{};
}

}  // namespace

Result<EndOfEarlyData> read_end_of_early_data(Bytes body) {
  return read_nothing<EndOfEarlyData>(body, Reason::length_mismatch);
}
Result<ServerHelloDone> read_server_hello_done(Bytes body) {
  return read_nothing<ServerHelloDone>(body, Reason::length_mismatch);
}
Result<HelloRequest> read_hello_request(Bytes body) {
  return read_nothing<HelloRequest>(body, Reason::bad_hello_request);
}

}  // namespace reprise::wire

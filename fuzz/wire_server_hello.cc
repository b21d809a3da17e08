// SPDX-License-Identifier: Apache-2.0
// The body of a ServerHello: what is accepted is written again as it came.
#include "fuzz/round_trip.h"
#include "wire/messages/server_hello.h"

using namespace reprise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  const auto read = wire::read_server_hello(input);
  if (!read.ok()) return 0;
  const wire::ServerHello& hello = read.value();
  if (hello.is_hello_retry_request() && wire::downgrade_sentinel(hello.random) != wire::DowngradeSentinel::none)
    std::abort();
  fuzz::require_same(input, [&](wire::Writer& out) { wire::write_server_hello(out, hello); });
  return 0;
}

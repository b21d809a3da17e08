// SPDX-License-Identifier: Apache-2.0
// The body of a ClientHello: what is accepted is written again as it came.
#include "fuzz/round_trip.h"
#include "wire/messages/client_hello.h"

using namespace reprise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  const auto read = wire::read_client_hello(input);
  if (!read.ok()) return 0;
  const wire::ClientHello& hello = read.value();
  fuzz::require_same(input, [&](wire::Writer& out) { wire::write_client_hello(out, hello); });
  if (!hello.extensions.present()) return 0;
  fuzz::require_same(input, [&](wire::Writer& out) {
    wire::write_client_hello(out, hello, [&] {
      for (const wire::Extension& extension : hello.extensions) {
        wire::write_extension(out, extension.type, extension.body);
        if (!hello.extensions.contains(extension.type)) std::abort();
      }
    });
  });
  return 0;
}

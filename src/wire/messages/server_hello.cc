// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/server_hello.h"

#include <algorithm>

#include "wire/codec/reader.h"
#include "wire/messages/client_hello.h"

namespace reprise::wire {

bool ServerHello::is_hello_retry_request() const { return std::ranges::equal(random, kHelloRetryRequestRandom); }

DowngradeSentinel downgrade_sentinel(Bytes random) {
  if (random.size() < kDowngradeToTls12.size()) return DowngradeSentinel::none;
  const Bytes tail = random.last(kDowngradeToTls12.size());
  if (std::ranges::equal(tail, kDowngradeToTls12)) return DowngradeSentinel::to_tls12;
  if (std::ranges::equal(tail, kDowngradeToTls11)) return DowngradeSentinel::to_tls11_or_below;
  return DowngradeSentinel::none;
}

Result<ServerHello> read_server_hello(Bytes body) {
  Reader reader(body);
  ServerHello hello;
  hello.legacy_version = ProtocolVersion{TRY(reader.u16())};
  hello.random = TRY(reader.bytes(kRandomLen));
  hello.legacy_session_id_echo = TRY(reader.opaque8());
  if (hello.legacy_session_id_echo.size() > kMaxSessionIdLen) return fail(Alert::decode_error, Reason::bad_length);
  hello.cipher_suite = TRY(reader.u16());
  const std::uint8_t compression = TRY(reader.u8());
  if (!reader.empty()) hello.extensions = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  if (compression != kNullCompression) return fail(Alert::illegal_parameter, Reason::bad_compression);
  return hello;
}

void write_server_hello_prefix(Writer& out, const ServerHello& hello) {
  out.u16(code_of(hello.legacy_version));
  out.bytes(hello.random);
  out.opaque8(hello.legacy_session_id_echo);
  out.u16(hello.cipher_suite);
  out.u8(kNullCompression);
}

void write_server_hello(Writer& out, const ServerHello& hello) {
  write_server_hello_prefix(out, hello);
  write_extensions(out, hello.extensions);
}

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/client_hello.h"

#include <algorithm>

#include "wire/codec/reader.h"

namespace reprise::wire {
namespace {

Result<> check(const ClientHello& hello) {
  if (std::ranges::find(hello.legacy_compression_methods, kNullCompression) == hello.legacy_compression_methods.end()) {
    return fail(Alert::illegal_parameter, Reason::bad_compression);
  }
  if (hello.extensions.contains(ExtensionType::pre_shared_key) &&
      hello.extensions.last_type() != ExtensionType::pre_shared_key) {
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  return success();
}

}  // namespace

Result<ClientHello> read_client_hello(Bytes body) {
  Reader reader(body);
  ClientHello hello;
  hello.legacy_version = ProtocolVersion{TRY(reader.u16())};
  hello.random = TRY(reader.bytes(kRandomLen));
  hello.legacy_session_id = TRY(reader.opaque8());
  if (hello.legacy_session_id.size() > kMaxSessionIdLen) return fail(Alert::decode_error, Reason::bad_length);
  hello.cipher_suites = TRY(U16List::parse(TRY(reader.opaque16())));
  hello.legacy_compression_methods = TRY(reader.opaque8(1));
  if (!reader.empty()) hello.extensions = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  TRY(check(hello));
  return hello;
}

void write_client_hello_prefix(Writer& out, const ClientHello& hello) {
  out.u16(code_of(hello.legacy_version));
  out.bytes(hello.random);
  out.opaque8(hello.legacy_session_id);
  out.opaque16(hello.cipher_suites.raw());
  out.opaque8(hello.legacy_compression_methods);
}

void write_client_hello(Writer& out, const ClientHello& hello) {
  write_client_hello_prefix(out, hello);
  write_extensions(out, hello.extensions);
}

}  // namespace reprise::wire

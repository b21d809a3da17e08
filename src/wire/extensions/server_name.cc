// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/server_name.h"

#include "wire/codec/reader.h"

namespace reprise::wire {
namespace {

constexpr std::uint8_t kNameTypeHostName = 0;

}  // namespace

Result<std::string_view> read_server_name(Bytes body) {
  Reader reader(body);
  Reader list = TRY(reader.vec16());
  TRY(reader.finish());
  // Compat: libssl takes no name type but host_name; none was ever defined (RFC 6066, 3).
  if (TRY(list.u8()) != kNameTypeHostName) return fail(Alert::decode_error, Reason::bad_extension);
  const Bytes name = TRY(list.opaque16(1));
  TRY(list.finish());
  const std::string_view host_name = text_of(name);
  // Deviation from libssl, which sends unrecognized_name: that is for names that are well formed (RFC 6066, 3), and a
  // value that no name can have is illegal_parameter (RFC 9846, 6.2).
  if (host_name.size() > kMaxHostNameLen || host_name.find('\0') != std::string_view::npos) {
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  return host_name;
}

void write_server_name(Writer& out, std::string_view host_name) {
  out.vec16([&] {
    out.u8(kNameTypeHostName);
    out.opaque16(bytes_of(host_name));
  });
}

}  // namespace reprise::wire

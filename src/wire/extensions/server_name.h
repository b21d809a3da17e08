// SPDX-License-Identifier: Apache-2.0
// server_name (RFC 6066, 3).
// Shape in a ClientHello:  length[2] | name_type[1] = 0 | host_name<1..2^16-1>
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

inline constexpr std::size_t kMaxHostNameLen = 255;

// The one host_name of the list, as sent. decode_error on bad syntax, another name type or a second name;
// unrecognized_name when it is longer than 255 bytes or holds a NUL.
Result<std::string_view> read_server_name(Bytes body);
// Writes the extension_data of a ClientHello. A server's is empty: write_empty_extension.
void write_server_name(Writer& out, std::string_view host_name);

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
// Finished (RFC 8446, 4.4.4; RFC 5246, 7.4.9).
// Shape:  verify_data, as long as the version and the cipher suite say
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

inline constexpr std::size_t kVerifyDataLenTls12 = 12;

struct Finished {
  Bytes verify_data;
};

// `verify_data_len` is the length of the hash in TLS 1.3 and kVerifyDataLenTls12 before. Any other is a decode_error.
Result<Finished> read_finished(Bytes body, std::size_t verify_data_len);
void write_finished(Writer& out, const Finished& message);

}  // namespace reprise::wire

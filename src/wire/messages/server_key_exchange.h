// SPDX-License-Identifier: Apache-2.0
// ServerKeyExchange for ECDHE with a signature (RFC 8422, 5.4; RFC 5246, 7.4.3).
// Shape:  curve_type[1] = named_curve | named_curve[2] | point<1..255> | algorithm[2] | signature<0..2^16-1>
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"
#include "wire/messages/certificate_verify.h"

namespace reprise::wire {

struct ServerEcdhParams {
  std::uint16_t named_curve = 0;  // NamedGroup
  Bytes point;
};

struct ServerKeyExchange {
  ServerEcdhParams params;
  DigitallySigned signed_params;
  Bytes params_bytes;  // the encoding of `params`, which the signature covers after the two randoms
};

// decode_error on bad syntax; illegal_parameter when the curve is not a named one.
Result<ServerKeyExchange> read_server_key_exchange(Bytes body);
// Writes the parameters alone: what is to be signed. write_digitally_signed completes the message.
void write_server_ecdh_params(Writer& out, const ServerEcdhParams& params);

}  // namespace reprise::wire

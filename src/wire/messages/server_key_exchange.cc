// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/server_key_exchange.h"

#include "wire/codec/reader.h"

namespace reprise::wire {
namespace {

constexpr std::uint8_t kCurveTypeNamedCurve = 3;  // RFC 8422, 5.4

}  // namespace

Result<ServerKeyExchange> read_server_key_exchange(Bytes body) {
  Reader reader(body);
  ServerKeyExchange message;
  if (TRY(reader.u8()) != kCurveTypeNamedCurve) {
    return fail(Alert::illegal_parameter, Reason::unsupported_elliptic_curve);
  }
  message.params.named_curve = TRY(reader.u16());
  message.params.point = TRY(reader.opaque8(1));
  message.params_bytes = body.first(body.size() - reader.rest().size());
  message.signed_params = TRY(read_digitally_signed(reader));
  TRY(reader.finish());
  return message;
}

void write_server_ecdh_params(Writer& out, const ServerEcdhParams& params) {
  out.u8(kCurveTypeNamedCurve);
  out.u16(params.named_curve);
  out.opaque8(params.point);
}

}  // namespace reprise::wire

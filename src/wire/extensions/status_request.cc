// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/status_request.h"

#include "wire/codec/reader.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

Result<std::optional<OcspStatusRequest>> read_status_request(Bytes body) {
  Reader reader(body);
  if (TRY(reader.u8()) != code_of(CertificateStatusType::ocsp)) return std::optional<OcspStatusRequest>();
  OcspStatusRequest request;
  request.responder_ids = TRY(Opaque16List::parse(TRY(reader.opaque16())));
  request.request_extensions = TRY(reader.opaque16());
  TRY(reader.finish());
  return std::optional(request);
}

void write_status_request(Writer& out, const OcspStatusRequest& request) {
  out.u8(code_of(CertificateStatusType::ocsp));
  out.opaque16(request.responder_ids.raw());
  out.opaque16(request.request_extensions);
}

Result<Bytes> read_certificate_status(Bytes body) {
  Reader reader(body);
  if (TRY(reader.u8()) != code_of(CertificateStatusType::ocsp)) {
    return fail(Alert::illegal_parameter, Reason::bad_value);
  }
  const Bytes response = TRY(reader.opaque24(1));
  TRY(reader.finish());
  return response;
}

void write_certificate_status(Writer& out, Bytes ocsp_response) {
  out.u8(code_of(CertificateStatusType::ocsp));
  out.opaque24(ocsp_response);
}

}  // namespace reprise::wire

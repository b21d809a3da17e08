// SPDX-License-Identifier: Apache-2.0
// status_request (RFC 6066, 8; RFC 8446, 4.4.2.1) and the CertificateStatus that answers it.
// Shape in a ClientHello:  status_type[1] = ocsp | ( ResponderID<1..2^16-1> )*<0..2^16-1> |
// request_extensions<0..2^16-1> Shape of the answer:     status_type[1] = ocsp | response<1..2^24-1>
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

struct OcspStatusRequest {
  Opaque16List responder_ids;  // DER of ResponderID, each
  Bytes request_extensions;    // DER of Extensions, or empty
};

// Nothing when the client asks for a status of a type other than OCSP: RFC 6066, 8 lets a server ignore it.
Result<std::optional<OcspStatusRequest>> read_status_request(Bytes body);
void write_status_request(Writer& out, const OcspStatusRequest& request);

// A stapled answer: the whole message certificate_status of TLS 1.2, or the status_request extension of a
// CertificateEntry in TLS 1.3. Gives the DER of the OCSPResponse; a type other than OCSP is illegal_parameter.
Result<Bytes> read_certificate_status(Bytes body);
void write_certificate_status(Writer& out, Bytes ocsp_response);

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
// CertificateRequest, in the form of TLS 1.3 (RFC 8446, 4.3.2) and of TLS 1.2 (RFC 5246, 7.4.4).
// Shape in TLS 1.3:  certificate_request_context<0..255> | extensions<0..2^16-1>
// Shape in TLS 1.2:  certificate_types<1..255> | supported_signature_algorithms<2..2^16-2>
//                    | ( DistinguishedName<1..2^16-1> )*<0..2^16-1>
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

struct CertificateRequestTls13 {
  Bytes certificate_request_context;  // empty within the handshake
  ExtensionList extensions;           // signature_algorithms is a MUST that the handshake checks (missing_extension)
};

Result<CertificateRequestTls13> read_certificate_request_tls13(Bytes body);
// Writes the message; its extensions are what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_certificate_request_tls13(Writer& out, Bytes certificate_request_context, Extensions&& extensions) {
  out.opaque8(certificate_request_context);
  out.vec16(std::forward<Extensions>(extensions));
}

struct CertificateRequestTls12 {
  Bytes certificate_types;  // codes of ClientCertificateType, in the server's order
  U16List supported_signature_algorithms;
  Opaque16List certificate_authorities;  // DER of a Name, each; none means any
};

Result<CertificateRequestTls12> read_certificate_request_tls12(Bytes body);
// Writes the message; its certificate_authorities are what `names` writes: a call of opaque16 for each name.
template <typename Names>
void write_certificate_request_tls12(Writer& out, Bytes certificate_types,
                                     std::span<const std::uint16_t> signature_algorithms, Names&& names) {
  out.opaque8(certificate_types);
  out.vec16([&] {
    for (const std::uint16_t scheme : signature_algorithms) out.u16(scheme);
  });
  out.vec16(std::forward<Names>(names));
}

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
// CertificateVerify, the same in TLS 1.3 (RFC 8446, 4.4.3) and TLS 1.2 (RFC 5246, 7.4.8).
// Shape:  algorithm[2] | signature<0..2^16-1>
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// DigitallySigned: a signature and the scheme it was made with. Also ends ServerKeyExchange.
struct DigitallySigned {
  std::uint16_t algorithm = 0;  // SignatureScheme
  Bytes signature;
};

Result<DigitallySigned> read_digitally_signed(Reader& reader);
void write_digitally_signed(Writer& out, const DigitallySigned& value);

using CertificateVerify = DigitallySigned;

Result<CertificateVerify> read_certificate_verify(Bytes body);
void write_certificate_verify(Writer& out, const CertificateVerify& message);

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/certificate_verify.h"

namespace reprise::wire {

Result<DigitallySigned> read_digitally_signed(Reader& reader) {
  DigitallySigned value;
  value.algorithm = TRY(reader.u16());
  value.signature = TRY(reader.opaque16());
  return value;
}

void write_digitally_signed(Writer& out, const DigitallySigned& value) {
  out.u16(value.algorithm);
  out.opaque16(value.signature);
}

Result<CertificateVerify> read_certificate_verify(Bytes body) {
  Reader reader(body);
  const CertificateVerify message = TRY(read_digitally_signed(reader));
  TRY(reader.finish());
  return message;
}

void write_certificate_verify(Writer& out, const CertificateVerify& message) { write_digitally_signed(out, message); }

}  // namespace reprise::wire

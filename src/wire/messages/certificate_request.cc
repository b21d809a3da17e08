// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/certificate_request.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<CertificateRequestTls13> read_certificate_request_tls13(Bytes body) {
  Reader reader(body);
  CertificateRequestTls13 message;
  message.certificate_request_context = TRY(reader.opaque8());
  message.extensions = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  return message;
}

Result<CertificateRequestTls12> read_certificate_request_tls12(Bytes body) {
  Reader reader(body);
  CertificateRequestTls12 message;
  message.certificate_types = TRY(reader.opaque8(1));
  message.supported_signature_algorithms = TRY(U16List::parse(TRY(reader.opaque16())));
  message.certificate_authorities = TRY(Opaque16List::parse(TRY(reader.opaque16())));
  TRY(reader.finish());
  return message;
}

}  // namespace reprise::wire

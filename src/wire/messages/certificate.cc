// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/certificate.h"

namespace reprise::wire {

Result<CertificateTls13> read_certificate_tls13(Bytes body) {
  Reader reader(body);
  CertificateTls13 message;
  message.certificate_request_context = TRY(reader.opaque8());
  message.certificate_list = TRY(ListView<CertificateEntryCodec>::parse(TRY(reader.opaque24())));
  TRY(reader.finish());
  return message;
}

Result<CertificateTls12> read_certificate_tls12(Bytes body) {
  Reader reader(body);
  CertificateTls12 message;
  message.certificate_list = TRY(Opaque24List::parse(TRY(reader.opaque24())));
  TRY(reader.finish());
  return message;
}

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
// The body of a Certificate. The first byte of the input chooses the form: even for TLS 1.3, odd for TLS 1.2.
#include "fuzz/round_trip.h"
#include "wire/messages/certificate.h"

using namespace reprise;

namespace {

void try_tls13(Bytes body) {
  const auto read = wire::read_certificate_tls13(body);
  if (!read.ok()) return;
  fuzz::require_same(body, [&](wire::Writer& out) {
    wire::write_certificate_tls13(out, read.value().certificate_request_context, [&] {
      for (const wire::CertificateEntry& entry : read.value().certificate_list) {
        wire::write_certificate_entry(out, entry.cert_data, [&] {
          for (const wire::Extension& extension : entry.extensions) {
            wire::write_extension(out, extension.type, extension.body);
          }
        });
      }
    });
  });
}

void try_tls12(Bytes body) {
  const auto read = wire::read_certificate_tls12(body);
  if (!read.ok()) return;
  fuzz::require_same(body, [&](wire::Writer& out) {
    wire::write_certificate_tls12(out, [&] {
      for (const Bytes certificate : read.value().certificate_list) out.opaque24(certificate);
    });
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes body = Bytes(data, size).subspan(1);
  data[0] % 2 == 0 ? try_tls13(body) : try_tls12(body);
  return 0;
}

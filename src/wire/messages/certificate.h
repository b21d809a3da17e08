// SPDX-License-Identifier: Apache-2.0
// Certificate, in the form of TLS 1.3 (RFC 8446, 4.4.2) and of TLS 1.2 (RFC 5246, 7.4.2).
// Shape in TLS 1.3:  certificate_request_context<0..255> | ( cert_data<1..2^24-1> | extensions<0..2^16-1> )*<0..2^24-1>
// Shape in TLS 1.2:  ( ASN1Cert<1..2^24-1> )*<0..2^24-1>
#pragma once

#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

struct CertificateEntry {
  Bytes cert_data;  // DER of an X.509 certificate
  ExtensionList extensions;
};

struct CertificateEntryCodec {
  using Item = CertificateEntry;
  static Result<CertificateEntry> read(Reader& reader) {
    const Bytes cert_data = TRY(reader.opaque24(1));
    return CertificateEntry{cert_data, TRY(ExtensionList::read(reader))};
  }
};

struct CertificateTls13 {
  Bytes certificate_request_context;
  ListView<CertificateEntryCodec> certificate_list;  // end entity first; empty when a client has none
};

// decode_error on bad syntax; illegal_parameter when an entry has an extension twice. Whether the list may be empty,
// and which context is expected, depends on the sender.
Result<CertificateTls13> read_certificate_tls13(Bytes body);
// Writes the message around what `entries` writes: calls of write_certificate_entry.
template <typename Entries>
void write_certificate_tls13(Writer& out, Bytes certificate_request_context, Entries&& entries) {
  out.opaque8(certificate_request_context);
  out.vec24(std::forward<Entries>(entries));
}
// Writes an entry whose extensions are what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_certificate_entry(Writer& out, Bytes cert_data, Extensions&& extensions) {
  out.opaque24(cert_data);
  out.vec16(std::forward<Extensions>(extensions));
}

struct CertificateTls12 {
  Opaque24List certificate_list;  // DER, end entity first; empty when a client has none
};

Result<CertificateTls12> read_certificate_tls12(Bytes body);
// Writes the message around what `certificates` writes: a call of opaque24 for each.
template <typename Certificates>
void write_certificate_tls12(Writer& out, Certificates&& certificates) {
  out.vec24(std::forward<Certificates>(certificates));
}

}  // namespace reprise::wire

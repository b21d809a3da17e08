// SPDX-License-Identifier: Apache-2.0
// The bodies of the handshake messages other than the hellos and Certificate, and alerts. The first byte of the input
// chooses the message.
#include <vector>

#include "fuzz/round_trip.h"
#include "wire/extensions/status_request.h"
#include "wire/messages/alert_message.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/certificate_verify.h"
#include "wire/messages/client_key_exchange.h"
#include "wire/messages/empty_messages.h"
#include "wire/messages/encrypted_extensions.h"
#include "wire/messages/finished.h"
#include "wire/messages/key_update.h"
#include "wire/messages/new_session_ticket.h"
#include "wire/messages/server_key_exchange.h"

using namespace reprise;

namespace {

void try_certificate_request_tls12(Bytes body) {
  fuzz::round_trip(body, wire::read_certificate_request_tls12(body), [](wire::Writer& out, const auto& m) {
    const std::vector<std::uint16_t> schemes(m.supported_signature_algorithms.begin(),
                                             m.supported_signature_algorithms.end());
    wire::write_certificate_request_tls12(out, m.certificate_types, schemes, [&] {
      for (const Bytes name : m.certificate_authorities) out.opaque16(name);
    });
  });
}

void try_message(unsigned selector, Bytes body) {
  const auto nothing = [](wire::Writer&, const auto&) {};
  switch (selector) {
    case 0:
      return fuzz::round_trip(body, wire::read_encrypted_extensions(body), [](wire::Writer& out, const auto& m) {
        wire::write_encrypted_extensions(out, [&] { out.bytes(m.extensions.raw()); });
      });
    case 1:
      return fuzz::round_trip(body, wire::read_certificate_request_tls13(body), [](wire::Writer& out, const auto& m) {
        wire::write_certificate_request_tls13(out, m.certificate_request_context,
                                              [&] { out.bytes(m.extensions.raw()); });
      });
    case 2: return try_certificate_request_tls12(body);
    case 3: return fuzz::round_trip(body, wire::read_certificate_verify(body), wire::write_certificate_verify);
    case 4:
      return fuzz::round_trip(body, wire::read_server_key_exchange(body), [](wire::Writer& out, const auto& m) {
        wire::write_server_ecdh_params(out, m.params);
        if (!std::ranges::equal(out.written(), m.params_bytes)) std::abort();
        wire::write_digitally_signed(out, m.signed_params);
      });
    case 5: return fuzz::round_trip(body, wire::read_client_key_exchange(body), wire::write_client_key_exchange);
    case 6: return fuzz::round_trip(body, wire::read_certificate_status(body), wire::write_certificate_status);
    case 7:
      return fuzz::round_trip(body, wire::read_new_session_ticket_tls13(body), [](wire::Writer& out, const auto& m) {
        wire::write_new_session_ticket_tls13(out, m, [&] { out.bytes(m.extensions.raw()); });
      });
    case 8:
      return fuzz::round_trip(body, wire::read_new_session_ticket_tls12(body), wire::write_new_session_ticket_tls12);
    case 9: return fuzz::round_trip(body, wire::read_key_update(body), wire::write_key_update);
    case 10: return fuzz::round_trip(body, wire::read_alert(body), wire::write_alert);
    case 11: return fuzz::round_trip(body, wire::read_finished(body, wire::kVerifyDataLenTls12), wire::write_finished);
    case 12: return fuzz::round_trip(body, wire::read_end_of_early_data(body), nothing);
    case 13: return fuzz::round_trip(body, wire::read_server_hello_done(body), nothing);
    case 14: return fuzz::round_trip(body, wire::read_hello_request(body), nothing);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try_message(data[0] % 15, Bytes(data, size).subspan(1));
  return 0;
}

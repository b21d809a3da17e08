// SPDX-License-Identifier: Apache-2.0
// The alerts of TLS (RFC 8446, 6; RFC 5246, 7.2).
#pragma once

#include <cstdint>
#include <string_view>

#include "reprise/export.h"

namespace reprise::v0 {

enum class Alert : std::uint8_t {
  close_notify = 0,
  unexpected_message = 10,
  bad_record_mac = 20,
  record_overflow = 22,
  handshake_failure = 40,
  no_certificate = 41,  // SSL 3.0 only; never sent
  bad_certificate = 42,
  unsupported_certificate = 43,
  certificate_revoked = 44,
  certificate_expired = 45,
  certificate_unknown = 46,
  illegal_parameter = 47,
  unknown_ca = 48,
  access_denied = 49,
  decode_error = 50,
  decrypt_error = 51,
  protocol_version = 70,
  insufficient_security = 71,
  internal_error = 80,
  inappropriate_fallback = 86,
  user_canceled = 90,
  no_renegotiation = 100,
  missing_extension = 109,
  unsupported_extension = 110,
  certificate_unobtainable = 111,
  unrecognized_name = 112,
  bad_certificate_status_response = 113,
  bad_certificate_hash_value = 114,
  unknown_psk_identity = 115,
  certificate_required = 116,
  no_application_protocol = 120,
};

enum class AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

// The name as above; "unknown" for a number that has none. Static storage, with a zero byte behind.
REPRISE_API std::string_view name_of(Alert alert);

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// Why a handshake that could have resumed a session did not.
#pragma once

#include <cstdint>
#include <string_view>

#include "reprise/export.h"

namespace reprise::v0 {

// Names do not change; numbers may.
enum class WhyNotResumed : std::uint8_t {
  resumed,               // it did
  none_offered,
  tickets_off,           // here
  unknown_id,            // no cache knows the id
  unknown_or_made_up_id,  // the same, of a client that speaks TLS 1.3 and may have made it up (RFC 8446, D.4)
  unknown_ticket_key,
  ticket_altered,
  ticket_refused,        // by a callback
  ticket_unopened,       // libcrypto or memory failed
  expired,
  too_old_lineage,       // the full handshake behind the session is too long ago
  certificate_expired,   // the peer's, since
  certificate_unknown,   // the ticket names a peer's certificate that is not at hand
  wrong_scope,           // made where peers are verified in another way (ticket.h, config.h)
  session_id_context,
  version_mismatch,
  cipher_mismatch,
  hash_mismatch,         // RFC 8446, 4.2.11: a PSK is bound to one hash
  ems_mismatch,          // RFC 7627, 5.3
  not_resumable,         // marked so
  sni_mismatch,          // RFC 6066, 3
  psk_mode_mismatch,     // RFC 8446, 4.2.9
  refused_by_server,
};

// The name as above, and what it means in a few words. Static storage.
REPRISE_API std::string_view name_of(WhyNotResumed why);
REPRISE_API std::string_view describe(WhyNotResumed why);

}  // namespace reprise::v0

// Why a handshake that could have resumed a session did not.
#pragma once

#include <cstdint>
#include <string_view>

#include "reprise/export.h"

namespace reprise::v0 {

// Numbers do not change; new ones are added at the end.
enum class WhyNotResumed : std::uint8_t {
  resumed,              // it did
  none_offered,
  not_allowed,          // resumption is switched off
  unknown_id,           // no cache knows the id
  unknown_ticket_key,
  ticket_altered,
  ticket_refused,
  expired,
  too_old_lineage,      // the full handshake behind the session is too long ago
  certificate_expired,  // the peer's, since
  certificate_unknown,  // the ticket names a peer's certificate that is not at hand
  wrong_scope,          // the ticket was made in another scope (ticket.h)
  session_id_context,
  version_mismatch,
  cipher_mismatch,
  hash_mismatch,        // RFC 8446, 4.2.11: a PSK is bound to one hash
  ems_mismatch,         // RFC 7627, 5.3
  not_resumable,        // marked so
  sni_mismatch,
  alpn_mismatch,
  psk_mode_mismatch,    // RFC 8446, 4.2.9
  binder_mismatch,      // RFC 8446, 4.2.11.2
  replayed,             // the ticket was used before
  age_skew,             // RFC 8446, 8.3
  evicted,
  store_unavailable,
  refused_by_server,
  other,
};

// The name as above, and what it means in a few words. Static storage.
REPRISE_API std::string_view name_of(WhyNotResumed why);
REPRISE_API std::string_view describe(WhyNotResumed why);

}  // namespace reprise::v0

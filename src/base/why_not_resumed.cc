// SPDX-License-Identifier: Apache-2.0
#include "reprise/why_not_resumed.h"

// What each code means in a few words. Programs and people compare names: those do not change.
#define REPRISE_WHY_NOT_RESUMED(X)                                                                            \
  X(resumed, "the session was resumed")                                                                       \
  X(none_offered, "the client offered no session")                                                            \
  X(tickets_off, "tickets are switched off")                                                                  \
  X(unknown_id, "no cache and no callback knows the session id")                                              \
  X(unknown_or_made_up_id, "no cache knows the session id, which a client of TLS 1.3 may have made up")       \
  X(unknown_ticket_key, "no key opens the ticket")                                                            \
  X(ticket_altered, "the ticket is cut short or was changed")                                                 \
  X(ticket_refused, "a ticket callback refused the ticket")                                                   \
  X(ticket_unopened, "opening the ticket failed in libcrypto or for lack of memory")                          \
  X(expired, "the session is older than its timeout")                                                         \
  X(too_old_lineage, "the full handshake behind the session is too long ago")                                 \
  X(certificate_expired, "the peer certificate of the session has expired")                                   \
  X(certificate_unknown, "the ticket names a peer certificate that is not at hand")                           \
  X(wrong_scope, "the session was made in another scope: server name, trusted CAs or verify mode")            \
  X(session_id_context, "the session has another id context")                                                 \
  X(version_mismatch, "the session is of another protocol version")                                           \
  X(cipher_mismatch, "the cipher suite of the session is not on offer")                                       \
  X(hash_mismatch, "the hash of the session is not that of the cipher suite")                                 \
  X(ems_mismatch, "only one of session and handshake has the extended master secret")                         \
  X(not_resumable, "the session is marked as not resumable")                                                  \
  X(sni_mismatch, "the session is for another server name")                                                   \
  X(psk_mode_mismatch, "no common PSK key exchange mode")                                                     \
  X(refused_by_server, "the server chose a full handshake")

namespace reprise::v0 {

std::string_view name_of(WhyNotResumed why) {
  switch (why) {
#define REPRISE_WHY_NAME(name, text) \
  case WhyNotResumed::name:          \
    return #name;
    REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_NAME)
#undef REPRISE_WHY_NAME
  }
  return "unknown";
}

std::string_view describe(WhyNotResumed why) {
  switch (why) {
#define REPRISE_WHY_TEXT(name, text) \
  case WhyNotResumed::name:          \
    return text;
    REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_TEXT)
#undef REPRISE_WHY_TEXT
  }
  return "unknown";
}

}  // namespace reprise::v0

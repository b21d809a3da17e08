// SPDX-License-Identifier: Apache-2.0
// Why a handshake that could have resumed a session did not:
// one code for each connection, and one counter for each code.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The first row is the value of WhyNotResumed{}. Names are what programs and people compare with: they do not change.
// A handshake that fails over the session that was offered has an Error and no reason.
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

namespace reprise::session {

enum class WhyNotResumed : std::uint8_t {
#define REPRISE_WHY_ENUM(name, text) name,
  REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_ENUM)
#undef REPRISE_WHY_ENUM
};

inline constexpr std::size_t kNumWhyNotResumed = 0
#define REPRISE_WHY_COUNT(name, text) +1
    REPRISE_WHY_NOT_RESUMED(REPRISE_WHY_COUNT)
#undef REPRISE_WHY_COUNT
    ;

// The code's name, as in the table, and what it means in a few words. Static storage.
const char* name_of(WhyNotResumed why);
const char* describe(WhyNotResumed why);

// The code of that name; nothing when there is none.
std::optional<WhyNotResumed> find_why_not_resumed(std::string_view name);

// Counts outcomes. Safe to use from any thread.
class ResumptionCounters {
 public:
  void count(WhyNotResumed why) { counts_[std::size_t(why)].fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t get(WhyNotResumed why) const { return counts_[std::size_t(why)].load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kNumWhyNotResumed> counts_{};
};

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
// How long a chain of resumptions may go on. Each resumption brings new tickets, so without an end of its own a chain
// would outlive what it rests on: the one full handshake in which the peer proved who it is.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"

namespace reprise::session {

// From the full handshake; as long as a ticket's life at most.
inline constexpr std::int64_t kMaxLineage_s = 7 * 24 * 3600;

// When the chain that `session` belongs to began. A session that does not say counts as its first.
inline UnixSeconds lineage_start(const Session& session) {
  return session.data().origin_time() != 0 ? session.data().origin_time() : session.time();
}

// How many seconds ago `session` was made; less than zero when it says that it will be. Times come out of files and
// tickets and may be anything: an age is never more than some thousand years either way, for who reckons with it.
std::int64_t age_s(const Session& session, UnixSeconds now);

// The last second of the chain that `session` belongs to: a week from its start, or `session_timeout_s` where programs
// ask for sessions that last longer than that.
UnixSeconds lineage_end(const Session& session, std::int64_t session_timeout_s);

// Whether the peer's certificate was verified, so that its session must not outlive it.
enum class PeerVerified : std::uint8_t { no, yes };

// too_old_lineage past the chain's end; certificate_expired past the end of the peer's certificate when that was
// verified, or when its end cannot be read; else resumed.
WhyNotResumed check_lineage(const Session& session, std::int64_t session_timeout_s, PeerVerified verified,
                            UnixSeconds now);

// The last second in which a certificate is valid (RFC 5280, 4.1.2.5), read from its DER without decoding the rest.
// Nothing when it cannot be found.
std::optional<UnixSeconds> not_after(Bytes certificate);

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
// Whether a session may be resumed.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "handshake/host/config.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"

namespace reprise::handshake {

// Server: whether `session` may be resumed as far as session and settings can tell: version, session id context,
// expiry, age of its full handshake, "not resumable". Fails, fatally, when a session could be taken for another
// application's: certificates are verified and there is no session id context.
Result<session::WhyNotResumed> check_session(const Config& config, const session::Session& session,
                                             std::uint16_t version, TimePoint now);
// Either side: whether the full handshake behind `session`, and a peer's certificate that we verify, still bear it.
session::WhyNotResumed check_age(const Config& config, const session::Session& session, session::UnixSeconds now);
// TLS 1.2 (RFC 7627, 5.3): the extended master secret of session and handshake. Fails with handshake_failure/
// inconsistent_extms when the session had it and the client offers it no more.
Result<session::WhyNotResumed> check_extended_master_secret(const session::SessionData& session, bool offered);
// Whether a session made for one host name serves another: both absent, or the same bytes.
bool same_server_name(const session::SessionData& session, std::string_view name);

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/resumption.h"

#include <algorithm>

#include "session/object/lineage.h"

namespace reprise::handshake {

using session::WhyNotResumed;

Result<WhyNotResumed> check_session(const Config& config, const session::Session& session, std::uint16_t version,
                                    TimePoint now) {
  if (session.not_resumable()) return WhyNotResumed::not_resumable;
  if (session.data().version() != version) return WhyNotResumed::version_mismatch;
  if (!std::ranges::equal(session.data().session_id_context(), config.session_id_context))
    return WhyNotResumed::session_id_context;
  // Without a context, a session that one application authenticated could be brought to another that shares the cache.
  // Compat: an error of the program's, and so fatal.
  if (config.switches.verify_peer && config.session_id_context.empty()) {
    return fail(Alert::internal_error, Reason::session_id_context_uninitialized);
  }
  const session::UnixSeconds now_s = to_unix_seconds(now);
  if (session.expired(now_s)) return WhyNotResumed::expired;
  return check_age(config, session, now_s);
}

WhyNotResumed check_age(const Config& config, const session::Session& session, session::UnixSeconds now) {
  const auto verified = config.switches.verify_peer ? session::PeerVerified::yes : session::PeerVerified::no;
  return check_lineage(session, config.session_timeout.count(), verified, now);
}

Result<WhyNotResumed> check_extended_master_secret(const session::SessionData& session, bool offered) {
  if (session.extended_master_secret() == offered) return WhyNotResumed::resumed;
  // RFC 7627, 5.3: the session had it and the client no longer offers it: MUST abort. The reverse: MUST NOT resume.
  if (!offered) return fail(Alert::handshake_failure, Reason::inconsistent_extms);
  return WhyNotResumed::ems_mismatch;
}

bool same_server_name(const session::SessionData& session, std::string_view name) { return session.hostname() == name; }

}  // namespace reprise::handshake

// SPDX-License-Identifier: Apache-2.0
// What a session costs whoever keeps it, for bounds in bytes.
#pragma once

#include <cstddef>

#include "session/object/session.h"

namespace reprise::session {

// Bytes of the session and of its peer's certificates. Those may be shared with other sessions, but whether they are is
// the peer's choice: each session counts them as if it were alone, so that nobody has more kept than is counted.
std::size_t charge_of(const Session& session);

}  // namespace reprise::session

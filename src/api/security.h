// SPDX-License-Identifier: Apache-2.0
// The engine's questions about what may be used, as programs are asked them.
#pragma once

#include "handshake/host/security_question.h"
#include "reprise/security_policy.h"

namespace reprise::api {

// What `allow` says to `question`; where it is empty, what `level` does.
bool allows(const v0::AllowUse& allow, int level, const handshake::SecurityQuestion& question);

}  // namespace reprise::api

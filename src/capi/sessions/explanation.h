// SPDX-License-Identifier: Apache-2.0
// The setting `explain`: says in words why connections did not resume the sessions that were offered, for operators of
// programs that know nothing of it. See docs/why-not-resumed.md.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Reads the environment the first time: before a program that forks, changes its user or clears the environment does
// so. Opens the file.
void prepare_explanation();

// Called once for each completed handshake. Writes a line when a session was offered and not resumed, and counts for
// the summary at exit. Does nothing unless it is asked for. Any thread.
void explain_outcome(const SSL* ssl);

}  // namespace reprise::capi

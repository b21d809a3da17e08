// SPDX-License-Identifier: Apache-2.0
// `reprise session show`: a session file for people to read.
#pragma once

#include <string>

namespace reprise::cli {

// Prints what the file holds, never a secret: a session, or of a file that programs share (reprise run
// --session-file) how many there are. 0, or 1 when it cannot be read.
int show_session(const std::string& path);

}  // namespace reprise::cli

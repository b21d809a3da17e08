// `reprise session show`: a session file for people to read.
#pragma once

#include <string>

namespace reprise::cli {

// Prints what the file holds, never a secret. 0, or 1 when there is no session in it.
int show_session(const std::string& path);

}  // namespace reprise::cli

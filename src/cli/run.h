// `reprise run`: any program, on our libssl.so.3.
#pragma once

#include <string>
#include <vector>

namespace reprise::cli {

// Puts the folder of our library before LD_LIBRARY_PATH and becomes `words`. Returns only when that fails: 127 when the
// program is not found, 126 when it cannot be run, 1 when the library is not beside the command.
int run(const std::vector<std::string>& words);

}  // namespace reprise::cli

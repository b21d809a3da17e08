// SPDX-License-Identifier: Apache-2.0
// Programs before they start: will they take our library?
#pragma once

#include <cstdint>
#include <string>

namespace reprise::cli {

// How the library comes to the program.
enum class Way : std::uint8_t {
  environment,  // LD_LIBRARY_PATH
  bound,        // mounted over the system's
  both,
};

// The file that execvp(3) would run; empty when there is none.
std::string find_program(const std::string& word);

// Why the program at `path` will not run on a library in `folder` that comes in this way; empty: nothing speaks against
// it. Scripts are asked for their interpreter. A program that may still load a library, or start another program, is
// believed.
std::string objection_to(const std::string& path, Way way, const std::string& folder);

}  // namespace reprise::cli

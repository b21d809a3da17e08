// SPDX-License-Identifier: Apache-2.0
// Where our libssl.so.3 is.
#pragma once

#include <optional>
#include <string>

namespace reprise::cli {

struct OurLibrary {
  std::string folder;   // absolute; holds nothing that the linker should find unless asked to
  std::string file;     // folder/libssl.so.3
  std::string version;  // as the file says
};

// The one that belongs to this command. Nothing, with a word on stderr, when it is not there or not ours.
std::optional<OurLibrary> our_library();

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
// `reprise run`: any program, on our libssl.so.3.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reprise::cli {

// What keeps the program on our library.
enum class Hold : std::uint8_t {
  as_may_be,    // a mount namespace, else the environment, with a word on stderr
  mount,        // a mount namespace
  user,         // one inside of a user namespace
  environment,  // LD_LIBRARY_PATH
};

struct RunOptions {
  std::vector<std::string> words;  // the program and its arguments
  Hold hold = Hold::as_may_be;
  std::string session_file;        // for REPRISE_SESSION_FILE; empty: as it is
  bool ledger = false;             // with the ledger of references (docs/ledger.md)
  std::string ledger_file;         // where it reports to; empty: standard error
  bool explain = false;            // say why sessions were not resumed (docs/why-not-resumed.md)
  std::string explain_file;        // where to; empty: standard error
};

// Puts our library in the system's place, its folder before LD_LIBRARY_PATH, and becomes the program. Returns only when
// that fails: 127 when the program is not found, 126 when it cannot be run, 1 when the library is not there or not to
// be held as asked. A session file that will not be used, and a program that will not be on Reprise, are no reason not
// to run, but for a word on stderr.
int run(const RunOptions& options);

}  // namespace reprise::cli

// `reprise run`: any program, on our libssl.so.3.
#pragma once

#include <string>
#include <vector>

namespace reprise::cli {

struct RunOptions {
  std::vector<std::string> words;  // the program and its arguments
  bool ledger = false;             // with the ledger of references (docs/ledger.md)
  std::string ledger_file;         // where it reports to; empty: standard error
};

// Puts the folder of our library before LD_LIBRARY_PATH and becomes `options.words`. Returns only when that fails: 127
// when the program is not found, 126 when it cannot be run, 1 when the library is not beside the command.
int run(const RunOptions& options);

}  // namespace reprise::cli

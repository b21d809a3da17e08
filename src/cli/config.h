// SPDX-License-Identifier: Apache-2.0
// reprise config: what the configuration file says, and what comes of it.
#pragma once

#include <string>

#include "cli/ps.h"

namespace reprise::cli {

struct ConfigArguments {
  std::string file;     // empty: the one that programs read
  std::string program;  // as in [program.NAME]; empty: what holds for all that have no section
  bool json = false;
};

// Says each fault, with its line. Returns 0 when there is none, kFault when there is one, or no file.
int check_config(const ConfigArguments& arguments);
// Prints each setting with its value and where that comes from, for programs started with our environment. The same.
int show_config(const ConfigArguments& arguments);

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
// `reprise enable`, `disable` and `status`: units of systemd on our library, from one start to the next.
#pragma once

#include <string>
#include <vector>

#include "cli/ps.h"

namespace reprise::cli {

struct UnitArguments {
  std::vector<std::string> units;
  std::string root;  // the folder that holds the system; empty: this one
  bool json = false;
};

// Each returns an exit code of ps.h, after a word on stderr for each unit at fault; the others are served.
int enable_units(const UnitArguments& arguments);
int disable_units(const UnitArguments& arguments);
// Without units: those that are enabled.
int show_units(const UnitArguments& arguments);

}  // namespace reprise::cli

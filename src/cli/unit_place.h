// SPDX-License-Identifier: Apache-2.0
// Where in a system the files lie that put a unit on our library.
#pragma once

#include <string>
#include <vector>

namespace reprise::cli {

struct UnitPlace {
  std::string service;     // its full name; empty: it cannot have this one
  std::string definition;  // the file that defines it; empty: there is none
  std::string drop_in;     // ours, whether or not it is there
};

// `root` without its last slash: empty for the system itself.
std::string plain_root(const std::string& root);
UnitPlace place_of_unit(const std::string& root, const std::string& word);
// Names of the units in which a drop-in of ours lies, in order.
std::vector<std::string> enabled_units(const std::string& root);

// A path in `root` as the system in there has it; other paths as they are.
std::string inside(const std::string& root, const std::string& path);
// Why services must not have the library at `path` in `root`: it is not there or not ours, or others than root, or than
// the caller in a system that is not this one, could put another one in its place. Empty: they may.
std::string place_fault(const std::string& root, const std::string& path);

}  // namespace reprise::cli

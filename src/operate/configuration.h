// SPDX-License-Identifier: Apache-2.0
// The configuration file: TOML 1.0, with the keys of setting.h at the top for all programs and in [program.NAME] for
// one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "operate/setting.h"

namespace reprise::operate {

inline constexpr std::string_view kConfigurationPath = "/etc/reprise/reprise.toml";
inline constexpr std::size_t kMaxConfigurationSize = 256 * 1024;

struct Assignment {
  Setting setting;
  std::string value;    // as fault_of() takes it
  std::string program;  // empty: all of them
  unsigned line;
};

struct Fault {
  unsigned line;  // 0: of the file as a whole
  std::string text;
};

// What could be read, and what was wrong. A file that is no TOML assigns nothing; else what is wrong is left out alone.
struct Configuration {
  std::vector<Assignment> assignments;  // those for all programs first
  std::vector<Fault> faults;            // in the order of lines
};

Configuration parse_configuration(std::string_view text);

// "FILE:LINE: text"
std::string describe(const Fault& fault, std::string_view file);

}  // namespace reprise::operate

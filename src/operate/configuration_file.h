// SPDX-License-Identifier: Apache-2.0
// The configuration file on the disk.
#pragma once

#include <string>

#include "operate/configuration.h"

namespace reprise::operate {

struct ConfigurationFile {
  bool there = false;
  Configuration content{};  // a file that is not to be believed, or cannot be read, is one fault
};

// The file that programs read, where REPRISE_CONFIG is `variable` (null: not set): the usual one, another, or none
// (empty) for "0".
std::string configuration_path(const char* variable);

// Opens `path`, once; never waits. Believed is a regular file that belongs to root or the effective user and that
// nobody else may write: what it says decides where root's programs write.
ConfigurationFile read_configuration(const std::string& path);

}  // namespace reprise::operate

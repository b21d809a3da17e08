// SPDX-License-Identifier: Apache-2.0
// Our library in the place of the system's, for this process and those that it starts, whatever their environment.
#pragma once

#include <cstdint>
#include <string>

namespace reprise::cli {

enum class Owner : std::uint8_t {
  caller,          // takes CAP_SYS_ADMIN
  user_namespace,  // takes no right; the program then has its user alone: no other, no setuid, no other groups
};

// Moves this process into a mount namespace of its own, in which `file` lies over each libssl.so.3 that the system's
// loader would find. What others mount later is seen, what the program mounts is not seen by others. Returns the fault;
// empty: none.
std::string cover_system_libraries(const std::string& file, Owner owner);

}  // namespace reprise::cli

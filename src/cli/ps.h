// SPDX-License-Identifier: Apache-2.0
// `reprise ps` and `reprise which`: processes and the libssl that each has mapped.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/json.h"
#include "cli/process.h"

namespace reprise::cli {

enum class Form : std::uint8_t { text, json };

// Exit codes of `which` and `status`, for monitoring.
inline constexpr int kOnReprise = 0;
inline constexpr int kFault = 1;
inline constexpr int kNotOnReprise = 3;

// All processes with a libssl. Those that may not be looked at are counted on stderr. 0, or kFault.
int list_processes(Form form);
// One process: kOnReprise, kNotOnReprise (another libssl, or none), or kFault with a word on stderr.
int which_library(pid_t pid, Form form);

// The process as an object.
void put_process(Json& out, const Process& process);
// "Reprise 0.1.0", "another, build 0123456789ab", with a word on a file that is not in its place.
std::string library_words(const MappedLibrary& library);

}  // namespace reprise::cli

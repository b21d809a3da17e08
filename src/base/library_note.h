// SPDX-License-Identifier: Apache-2.0
// How our libssl.so.3 is known, in a file and in a process, by who does not load it: an ELF note with the version as
// text.
#pragma once

#include <cstdint>
#include <string_view>

namespace reprise {

inline constexpr std::string_view kNoteOwner = "Reprise";
inline constexpr std::uint32_t kNoteOfVersion = 1;

}  // namespace reprise

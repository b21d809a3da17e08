// SPDX-License-Identifier: Apache-2.0
// Files that the command reads and writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace reprise::cli {

inline constexpr std::size_t kMaxFileSize = 1024 * 1024;  // of PEM, and of sessions: what is larger is something else

// Who may write to a file that is read.
enum class Writers : std::uint8_t {
  anybody,
  owner_alone,  // the caller or root; what it holds is believed
};

struct FileRules {
  Writers writers = Writers::anybody;
  std::size_t max_size = kMaxFileSize;
};

// What was read, or why not.
struct FileContent {
  ByteVector bytes;
  std::string fault;     // in words; empty: there is none
  bool missing = false;  // there is no such file: a fault too
};

// A regular file whole. Never waits: a pipe or device is a fault, as is what is larger than it may be.
FileContent read_file(const std::string& path, const FileRules& rules = {});
// The same, with a word on stderr when it could not be read.
std::optional<ByteVector> read_file_or_say(const std::string& path, const FileRules& rules = {});

enum class Readers : std::uint8_t { owner_alone, anybody };

// Puts a file with `content` in the place of `path`, whole or not at all, written by its owner alone: under a name that
// nobody can foresee until it is complete and on the disk. A link at `path` is replaced, not followed. Returns the
// fault; empty: none.
std::string replace_file(const std::string& path, Bytes content, Readers readers = Readers::owner_alone);

}  // namespace reprise::cli

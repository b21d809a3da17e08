// SPDX-License-Identifier: Apache-2.0
// What an ELF file says of itself, as far as it decides which libssl a process gets. Files are foreign: nothing in them
// is believed before it is known to lie inside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprise::cli {

struct ElfFile {
  bool of_this_machine = false;     // class, byte order and processor are ours; else nothing below is known
  std::string interpreter;          // the loader that it asks for; empty: it is linked statically, or a library
  std::vector<std::string> needed;  // names of libraries
  std::string rpath, runpath;       // folders, separated by colons
  std::string build_id;             // hexadecimal
  std::string reprise_version;      // when it is our libssl.so.3; else empty
  bool reaches_out = false;         // may load libraries or start programs later: it knows of dlopen or exec*
};

// What the open file says; nothing when it is no ELF file or contradicts itself.
std::optional<ElfFile> read_elf(int fd);
// The same of a path. Nothing when it cannot be opened, or is no regular file, too.
std::optional<ElfFile> read_elf(const std::string& path);

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
// What processes run on, by the kernel's word.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprise::cli {

enum class MappedFile : std::uint8_t {
  in_place,   // what is mapped is what the name stands for
  replaced,   // the name stands for another file by now
  deleted,    // and for none
  not_known,  // we may not look
};

// A libssl that a process has mapped.
struct MappedLibrary {
  std::string path;  // as the process sees it
  MappedFile file = MappedFile::not_known;
  std::string version;   // of Reprise; empty: it is not ours, or could not be read
  std::string build_id;  // empty: could not be read, or it has none
};

struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  std::int64_t started = 0;  // seconds of Unix
  std::string program;       // the path of its executable, or its name in the kernel
  std::vector<MappedLibrary> libraries;

  // It has our library, and no other libssl.
  bool on_reprise() const;
};

struct LookedAt {
  std::optional<Process> process;
  int error =
      0;  // errno, when there is no process: ESRCH: there is none of that number; EACCES: it is not for us to look at
};

LookedAt look_at(pid_t pid);
// Numbers of all processes, in order.
std::vector<pid_t> all_processes();
// Those of them whose parents' parents lead to `pid`, and itself.
std::vector<Process> family_of(pid_t pid);

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
// Where the dynamic loader looks for libraries (ld.so(8)), worked out without running it.
#pragma once

#include <string>
#include <vector>

#include "cli/elf_file.h"

namespace reprise::cli {

inline constexpr char kLibraryName[] = "libssl.so.3";

// The system's folders: those that ld.so.conf(5) names, then the loader's own. As programs in `root` see them.
std::vector<std::string> system_folders(const std::string& root = "");
// The system's libssl.so.3, links resolved, each file once, the one that is found first in front. As programs in `root`
// see them.
std::vector<std::string> system_libraries(const std::string& root = "");

// Finds libraries as a program's loader would.
class Loader {
 public:
  // `path`: as of LD_LIBRARY_PATH; empty for programs that ignore it.
  explicit Loader(const std::string& path);
  // The file that `name` stands for, needed by the file at `user`; empty: there is none.
  std::string find(const std::string& name, const std::string& user, const ElfFile& file) const;

 private:
  std::vector<std::string> path_, system_;
};

// Folders of a path with colons; $ORIGIN is the folder of `user`. What has other such words is left out.
std::vector<std::string> folders_of(const std::string& path, const std::string& user);

}  // namespace reprise::cli

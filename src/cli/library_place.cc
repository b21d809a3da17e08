// SPDX-License-Identifier: Apache-2.0
#include "cli/library_place.h"

#include <fmt/core.h>

#include <filesystem>

#include "cli/elf_file.h"
#include "cli/loader.h"

namespace reprise::cli {

// Built: bin/reprise and lib/libssl.so.3 side by side. Installed: lib/reprise/libssl.so.3, out of the linker's way;
// lib/ of a prefix may be the system's, whose libssl.so.3 is not ours.
std::optional<OurLibrary> our_library() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto prefix = self.parent_path().parent_path();
  for (const auto& folder : {prefix / "lib" / "reprise", prefix / "lib"}) {
    const auto file = (folder / kLibraryName).string();
    const auto about = read_elf(file);
    if (about && !about->reprise_version.empty()) return OurLibrary{folder.string(), file, about->reprise_version};
  }
  fmt::print(stderr, "reprise: our {} is not with this command, neither in {} nor in {}\n", kLibraryName,
             (prefix / "lib" / "reprise").string(), (prefix / "lib").string());
  return std::nullopt;
}

}  // namespace reprise::cli

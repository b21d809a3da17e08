// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "stores/file/file_store.h"
#include "stores/system_clock.h"

namespace reprise::cli {
namespace {

constexpr Milliseconds kPatience{1000};

// Built: bin/reprise and lib/libssl.so.3 side by side. Installed: lib/reprise/libssl.so.3, out of the linker's way.
std::optional<std::filesystem::path> library_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return std::nullopt;
  const auto prefix = self.parent_path().parent_path();
  for (const auto& folder : {prefix / "lib" / "reprise", prefix / "lib"}) {
    if (std::filesystem::exists(folder / "libssl.so.3", error)) return folder;
  }
  return std::nullopt;
}

void set_library_path(const std::string& folder) {
  const char* before = std::getenv("LD_LIBRARY_PATH");
  const std::string path = before != nullptr && *before != '\0' ? folder + ":" + before : folder;
  ::setenv("LD_LIBRARY_PATH", path.c_str(), 1);
}

// Leaves a wish for another form of report (REPRISE_LEDGER=json) as it is.
void set_ledger(const std::string& file) {
  ::setenv("REPRISE_LEDGER", "1", 0);
  if (!file.empty()) ::setenv("REPRISE_LEDGER_FILE", file.c_str(), 1);
}

// The program would be silent about it, as it does not know.
void use_session_file(const std::string& path) {
  std::error_code error;
  const auto full_path = std::filesystem::absolute(path, error).string();
  const stores::SystemClock clock;
  stores::FileStore store(full_path, clock);
  const auto verdict = store.check(kPatience);
  if (verdict != stores::FileVerdict::fine) {
    fmt::print(stderr, "reprise: {}: {}; no sessions are kept\n", path, describe(verdict));
  }
  ::setenv("REPRISE_SESSION_FILE", full_path.c_str(), 1);
}

// The program may change its folder before it opens the file.
void set_explain(const std::string& file) {
  std::error_code error;
  ::setenv("REPRISE_EXPLAIN", file.empty() ? "1" : std::filesystem::absolute(file, error).c_str(), 1);
}

}  // namespace

int run(const RunOptions& options) {
  const auto folder = library_folder();
  if (!folder) {
    fmt::print(stderr, "reprise: libssl.so.3 is not beside this command; build the target `ssl` first\n");
    return 1;
  }
  set_library_path(folder->string());
  if (options.ledger || !options.ledger_file.empty()) set_ledger(options.ledger_file);
  if (!options.session_file.empty()) use_session_file(options.session_file);
  if (options.explain || !options.explain_file.empty()) set_explain(options.explain_file);
  std::vector<char*> argv;
  for (const auto& word : options.words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  fmt::print(stderr, "reprise: {}: {}\n", options.words[0], std::strerror(errno));
  return errno == ENOENT ? 127 : 126;
}

}  // namespace reprise::cli

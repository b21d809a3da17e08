// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "cli/library_place.h"
#include "cli/mount_namespace.h"
#include "cli/program.h"
#include "cli/ps.h"
#include "stores/file/file_store.h"
#include "stores/system_clock.h"

namespace reprise::cli {
namespace {

constexpr Milliseconds kPatience{1000};

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

// Besides the environment, which is there in any case. Nothing, with a word on stderr, when what was asked for is not
// to be had.
std::optional<Way> hold(const OurLibrary& library, Hold wish) {
  if (wish == Hold::environment) return Way::environment;
  const auto owner = wish == Hold::user ? Owner::user_namespace : Owner::caller;
  const auto fault = cover_system_libraries(library.file, owner);
  if (fault.empty()) return Way::both;
  if (wish != Hold::as_may_be) {
    fmt::print(stderr, "reprise: {}\n", fault);
    return std::nullopt;
  }
  fmt::print(stderr, "reprise: held by LD_LIBRARY_PATH alone, which is lost where the environment is cleared ({})\n",
             fault);
  return Way::environment;
}

// The program would be on another library, and silent about it.
void say_objection(const std::string& word, Way way, const std::string& folder) {
  const auto path = find_program(word);
  const auto objection = path.empty() ? "" : objection_to(path, way, folder);
  if (!objection.empty()) fmt::print(stderr, "reprise: {} will not be on Reprise: it {}\n", word, objection);
}

}  // namespace

int run(const RunOptions& options) {
  const auto library = our_library();
  if (!library) return kFault;
  set_library_path(library->folder);
  const auto way = hold(*library, options.hold);
  if (!way) return kFault;
  if (options.ledger || !options.ledger_file.empty()) set_ledger(options.ledger_file);
  if (!options.session_file.empty()) use_session_file(options.session_file);
  if (options.explain || !options.explain_file.empty()) set_explain(options.explain_file);
  say_objection(options.words[0], *way, library->folder);
  std::vector<char*> argv;
  for (const auto& word : options.words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  const int error = errno;
  fmt::print(stderr, "reprise: {}: {}\n", options.words[0], std::strerror(error));
  return error == ENOENT ? 127 : 126;
}

}  // namespace reprise::cli

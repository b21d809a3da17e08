// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/elf_file.h"
#include "cli/loader.h"

namespace reprise::cli {
namespace {

constexpr int kMaxScripts = 4;           // as the kernel follows scripts whose interpreters are scripts
constexpr std::size_t kMaxLibraries = 512;

bool is_program(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// The program that the first line of a script asks for; empty when it is no script.
std::string script_interpreter(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char start[256] = {};
  file.read(start, sizeof start - 1);
  if (start[0] != '#' || start[1] != '!') return "";
  std::istringstream line(std::string(start + 2).substr(0, std::string(start + 2).find('\n')));
  std::string interpreter;
  line >> interpreter;
  return interpreter;
}

// Does the loader run with raised rights, and so without LD_LIBRARY_PATH?
bool is_privileged(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return false;
  if ((about.st_mode & S_ISUID) != 0 && about.st_uid != ::getuid()) return true;
  if ((about.st_mode & S_ISGID) != 0 && (about.st_mode & S_IXGRP) != 0 && about.st_gid != ::getgid()) return true;
  return ::getuid() != 0 && ::getxattr(path.c_str(), "security.capability", nullptr, 0) > 0;
}

bool is_libc(const std::string& name) {
  return name.starts_with("libc.so") || name.starts_with("ld-linux") || name.starts_with("libpthread.") ||
         name.starts_with("libdl.");
}

// What the loader will map at the start.
struct Closure {
  std::string own_libssl;    // found by the program's own path, before ours
  std::string other_libssl;  // of another version
  std::string gnutls;
  bool has_libssl = false;
  bool reaches_out = false;
};

void note_library(Closure& closure, const std::string& name, const std::string& path, Way way,
                  const std::string& folder) {
  if (name.starts_with("libgnutls.so")) closure.gnutls = name;
  if (name.starts_with("libssl.so") && name != kLibraryName) closure.other_libssl = name;
  if (name != kLibraryName) return;
  closure.has_libssl = true;
  if (path.empty() || (!folder.empty() && path.starts_with(folder + "/"))) return;
  std::error_code error;
  const auto systems = system_libraries();
  const bool is_bound = std::ranges::count(systems, std::filesystem::canonical(path, error).string()) != 0;
  if (way == Way::environment || !is_bound) closure.own_libssl = path;
}

Closure closure_of(const std::string& path, const ElfFile& program, Way way, const std::string& folder) {
  const char* before = std::getenv("LD_LIBRARY_PATH");
  const Loader loader(way == Way::bound ? std::string() : folder + ":" + (before != nullptr ? before : ""));
  Closure closure;
  std::set<std::string> seen;
  std::deque<std::pair<std::string, ElfFile>> rest{{path, program}};
  while (!rest.empty() && seen.size() < kMaxLibraries) {
    const auto [user_path, user] = std::move(rest.front());
    rest.pop_front();
    closure.reaches_out = closure.reaches_out || user.reaches_out;
    for (const auto& name : user.needed) {
      if (is_libc(name) || !seen.insert(name).second) continue;
      const auto found = loader.find(name, user_path, user);
      note_library(closure, name, found, way, folder);
      if (name.starts_with("libssl.so") || found.empty()) continue;
      if (auto file = read_elf(found)) rest.emplace_back(found, std::move(*file));
    }
  }
  return closure;
}

}  // namespace

std::string find_program(const std::string& word) {
  if (word.find('/') != word.npos) return is_program(word) ? word : "";
  const char* path = std::getenv("PATH");
  for (const auto& folder : folders_of(path != nullptr ? path : "/bin:/usr/bin", "")) {
    if (auto candidate = fmt::format("{}/{}", folder, word); is_program(candidate)) return candidate;
  }
  return "";
}

std::string objection_to(const std::string& path, Way way, const std::string& folder) {
  auto program = path;
  for (int i = 0; i < kMaxScripts; ++i) {
    const auto interpreter = script_interpreter(program);
    if (interpreter.empty()) break;
    program = interpreter;
  }
  const auto file = read_elf(program);
  if (!file) return "";  // whoever runs it will say so
  if (!file->of_this_machine) return "is for another machine than our library";
  if (file->interpreter.empty()) return "is linked statically: it loads no libraries";
  if (way == Way::environment && is_privileged(program)) {
    return "runs with the rights of its file, not of its caller, and ignores LD_LIBRARY_PATH";
  }
  const auto closure = closure_of(program, *file, way, folder);
  if (!closure.own_libssl.empty()) return "brings a libssl.so.3 of its own: " + closure.own_libssl;
  if (closure.has_libssl) return "";
  if (!closure.other_libssl.empty()) return "uses " + closure.other_libssl + ", not " + kLibraryName;
  if (!closure.gnutls.empty()) return "uses GnuTLS (" + closure.gnutls + "), not " + kLibraryName;
  return closure.reaches_out ? "" : fmt::format("uses no {}, and loads and starts nothing that could", kLibraryName);
}

}  // namespace reprise::cli

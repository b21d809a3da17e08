// SPDX-License-Identifier: Apache-2.0
#include "cli/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/elf_file.h"
#include "stores/file/trusted_file.h"

namespace reprise::cli {
namespace {

constexpr std::string_view kDeleted = " (deleted)";

struct Mapping {
  std::string range;  // as /proc/PID/map_files names it
  unsigned long major = 0, minor = 0, inode = 0;
  std::string path;  // with what the kernel adds
};

// A line of /proc/PID/maps; nothing when it maps no file to be executed.
std::optional<Mapping> mapping_of(const std::string& line) {
  Mapping mapping;
  char range[64], rights[8];
  int path_at = 0;
  const int items = std::sscanf(line.c_str(), "%63s %7s %*s %lx:%lx %lu %n", range, rights, &mapping.major,
                                &mapping.minor, &mapping.inode, &path_at);
  if (items != 5 || rights[2] != 'x' || mapping.inode == 0) return std::nullopt;
  mapping.range = range;
  mapping.path = line.substr(std::size_t(path_at));
  return mapping;
}

bool is_libssl(std::string_view path) { return path.substr(path.rfind('/') + 1).starts_with("libssl.so"); }

// The name by which we reach what the process calls `path`: maps are written from our root or, of another mount
// namespace, from that one's.
std::string name_of(const std::string& proc, const std::string& path) {
  std::error_code error;
  const auto root = std::filesystem::read_symlink(proc + "/root", error).string();
  const bool from_ours = !error && root != "/" && path.starts_with(root + "/");
  return proc + "/root" + (from_ours ? path.substr(root.size()) : path);
}

bool is_file(const std::string& name, const Mapping& mapping) {
  struct stat about {};
  return ::stat(name.c_str(), &about) == 0 && about.st_ino == mapping.inode;
}

// The mapped file itself, though it has no name any more; where that is not for us, what its name stands for.
std::optional<ElfFile> content_of(const std::string& proc, const Mapping& mapping, const std::string& name) {
  if (auto file = read_elf(proc + "/map_files/" + mapping.range)) return file;
  return is_file(name, mapping) ? read_elf(name) : std::nullopt;
}

// By number of device and file; file systems that lie over others may give a mapping other numbers than a name, so what
// has the same build in it is the same.
MappedFile state_of(const std::string& name, const Mapping& mapping, const std::optional<ElfFile>& content) {
  struct stat about {};
  if (::stat(name.c_str(), &about) != 0) return errno == ENOENT ? MappedFile::deleted : MappedFile::not_known;
  if (about.st_ino == mapping.inode && about.st_dev == ::makedev(mapping.major, mapping.minor))
    return MappedFile::in_place;
  const auto named = read_elf(name);
  if (!content || !named) return MappedFile::not_known;
  const bool same = !content->build_id.empty() && named->build_id == content->build_id;
  return same ? MappedFile::in_place : MappedFile::replaced;
}

MappedLibrary library_of(const std::string& proc, const Mapping& mapping) {
  MappedLibrary library{.path = mapping.path};
  const bool has_no_name = library.path.ends_with(kDeleted);
  if (has_no_name) library.path.resize(library.path.size() - kDeleted.size());
  const auto name = name_of(proc, library.path);
  const auto content = content_of(proc, mapping, name);
  if (content) {
    library.version = content->reprise_version;
    library.build_id = content->build_id;
  }
  library.file = state_of(name, mapping, content);
  if (has_no_name && library.file == MappedFile::not_known) library.file = MappedFile::replaced;
  // Bound over the name that we see, and without the name that it had.
  if (has_no_name && is_file(name, mapping)) library.file = MappedFile::deleted;
  return library;
}

// Seconds of Unix at which the machine started.
std::int64_t boot_time() {
  std::ifstream lines("/proc/stat");
  std::string word;
  std::int64_t value = 0;
  while (lines >> word) {
    if (word == "btime" && lines >> value) return value;
  }
  return 0;
}

struct Status {
  pid_t parent = 0;
  std::uint64_t started = 0;  // ticks since the machine started
  std::string name;
};

// Of /proc/PID/stat: the name is in parentheses and may hold any character, parentheses too.
std::optional<Status> status_of(const std::string& proc) {
  std::ifstream file(proc + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto open = text.find('('), close = text.rfind(')');
  if (open == text.npos || close == text.npos || close < open) return std::nullopt;
  Status status{.name = text.substr(open + 1, close - open - 1)};
  std::istringstream rest(text.substr(close + 1));
  std::string word;
  constexpr int kParent = 4, kStarted = 22;  // fields are counted from 1; the first after the name is 3
  for (int field = 3; field <= kStarted && rest >> word; ++field) {
    std::uint64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    if (field == kParent) status.parent = pid_t(value);
    if (field == kStarted) status.started = value;
  }
  return status;
}

std::string executable_of(const std::string& proc, const std::string& name) {
  std::error_code error;
  const auto path = std::filesystem::read_symlink(proc + "/exe", error);
  return error ? name : path.string();
}

// The libraries of a process; `error` when they are not to be seen.
std::vector<MappedLibrary> libraries_of(const std::string& proc, int& error) {
  std::vector<MappedLibrary> libraries;
  std::set<std::string> seen;
  errno = 0;
  std::ifstream lines(proc + "/maps");
  if (!lines) error = errno != 0 ? errno : EACCES;
  for (std::string line; std::getline(lines, line);) {
    const auto mapping = mapping_of(line);
    if (!mapping || !is_libssl(mapping->path)) continue;
    if (seen.insert(fmt::format("{} {}", mapping->inode, mapping->path)).second)
      libraries.push_back(library_of(proc, *mapping));
  }
  if (error == 0 && lines.bad()) error = EACCES;  // it may be opened, and not read
  return libraries;
}

}  // namespace

bool Process::on_reprise() const {
  return !libraries.empty() &&
         std::ranges::all_of(libraries, [](const MappedLibrary& library) { return !library.version.empty(); });
}

LookedAt look_at(pid_t pid) {
  const auto proc = fmt::format("/proc/{}", pid);
  const auto before = status_of(proc);
  if (!before) return {.process = {}, .error = ESRCH};
  int error = 0;
  Process process{.pid = pid, .parent = before->parent, .libraries = libraries_of(proc, error)};
  process.program = executable_of(proc, before->name);
  process.started = boot_time() + std::int64_t(before->started / std::uint64_t(std::max(1L, ::sysconf(_SC_CLK_TCK))));
  const auto after = status_of(proc);  // numbers are given again
  if (!after || after->started != before->started) return {.process = {}, .error = ESRCH};
  if (error != 0) return {.process = {}, .error = error};
  return {.process = std::move(process)};
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    pid_t pid = 0;
    const auto [rest, fault] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (fault == std::errc() && rest == name.data() + name.size() && pid > 0) pids.push_back(pid);
  }
  std::ranges::sort(pids);
  return pids;
}

std::vector<Process> family_of(pid_t pid) {
  std::vector<std::pair<pid_t, pid_t>> parents;
  for (const auto other : all_processes()) {
    if (const auto status = status_of(fmt::format("/proc/{}", other))) parents.emplace_back(other, status->parent);
  }
  std::vector<pid_t> members{pid};
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const auto& [child, parent] : parents) {
      if (parent == members[i] && std::ranges::count(members, child) == 0) members.push_back(child);
    }
  }
  std::vector<Process> family;
  for (const auto member : members) {
    if (auto seen = look_at(member).process) family.push_back(std::move(*seen));
  }
  return family;
}

}  // namespace reprise::cli

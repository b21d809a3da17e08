// SPDX-License-Identifier: Apache-2.0
#include "cli/ps.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "cli/words.h"

namespace reprise::cli {
namespace {

constexpr std::size_t kShownOfBuild = 12;

std::string_view word_of(MappedFile file) {
  switch (file) {
    case MappedFile::in_place: return "in place";
    case MappedFile::replaced: return "replaced";
    case MappedFile::deleted: return "deleted";
    case MappedFile::not_known: return "unknown";
  }
  return "";
}

void print_process(const Process& process) {
  for (const auto& library : process.libraries) {
    fmt::print("{:>7}  {}  {:<30}  {}\n", process.pid, time_words(process.started), library_words(library),
               printable(process.program));
  }
}

}  // namespace

void put_process(Json& out, const Process& process) {
  out.open('{').key("pid").number(std::uint64_t(process.pid)).key("program").string(process.program);
  out.key("started").number(std::uint64_t(process.started)).key("on_reprise").boolean(process.on_reprise());
  out.key("libraries").open('[');
  for (const auto& library : process.libraries) {
    out.open('{').key("path").string(library.path).key("file").string(word_of(library.file));
    if (!library.version.empty()) out.key("reprise").string(library.version);
    if (!library.build_id.empty()) out.key("build_id").string(library.build_id);
    out.close('}');
  }
  out.close(']').close('}');
}

std::string library_words(const MappedLibrary& library) {
  std::string words;
  if (!library.version.empty()) {
    words = "Reprise " + printable(library.version);
  } else if (library.build_id.empty()) {
    words = "a libssl that cannot be read";
  } else {
    words = "another, build " + library.build_id.substr(0, kShownOfBuild);
  }
  if (library.file == MappedFile::replaced) words += ", its file was replaced since";
  if (library.file == MappedFile::deleted) words += ", its file is gone";
  return words;
}

int list_processes(Form form) {
  Json out;
  out.open('[');
  if (form == Form::text) fmt::print("{:>7}  {:<23}  {:<30}  {}\n", "PID", "SINCE", "LIBSSL", "PROGRAM");
  std::size_t closed = 0;
  for (const auto pid : all_processes()) {
    const auto seen = look_at(pid);
    if (seen.error == EACCES || seen.error == EPERM) ++closed;
    if (!seen.process || seen.process->libraries.empty()) continue;
    if (form == Form::text) {
      print_process(*seen.process);
    } else {
      put_process(out, *seen.process);
    }
  }
  if (form == Form::json) fmt::print("{}", out.close(']').line());
  if (closed != 0)
    fmt::print(stderr, "reprise: {} processes of other users are not shown: only root may look at them\n", closed);
  return 0;
}

int which_library(pid_t pid, Form form) {
  const auto seen = look_at(pid);
  if (!seen.process) {
    fmt::print(stderr, "reprise: process {}: {}\n", pid, std::strerror(seen.error));
    return kFault;
  }
  const auto& process = *seen.process;
  if (form == Form::json) {
    Json out;
    put_process(out, process);
    fmt::print("{}", out.line());
  } else {
    fmt::print("{} ({}), since {}\n", process.pid, printable(process.program), time_words(process.started));
    if (process.libraries.empty()) fmt::print("  has no libssl mapped\n");
    for (const auto& library : process.libraries) {
      fmt::print("  {}: {}\n", printable(library.path), library_words(library));
      if (!library.build_id.empty()) fmt::print("  build id {}\n", library.build_id);
    }
  }
  return process.on_reprise() ? kOnReprise : kNotOnReprise;
}

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/unit_place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/elf_file.h"
#include "cli/system_manager.h"

namespace reprise::cli {
namespace {

constexpr char kFolder[] = "/etc/systemd/system";
constexpr char kName[] = "reprise.conf";

// Who may replace what is called `path`, besides root?
std::string write_fault(const std::string& path, bool may_be_callers) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return path + ": " + std::strerror(errno);
  if (about.st_uid != 0 && !(may_be_callers && about.st_uid == ::geteuid()))
    return path + " belongs to another user than root";
  const bool keeps_to_owners = S_ISDIR(about.st_mode) && (about.st_mode & S_ISVTX) != 0;
  if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !keeps_to_owners) return "others may write to " + path;
  return "";
}

}  // namespace

std::string plain_root(const std::string& root) {
  auto plain = root.empty() ? root : std::filesystem::weakly_canonical(root).string();
  while (plain.ends_with('/')) plain.pop_back();
  return plain;
}

UnitPlace place_of_unit(const std::string& root, const std::string& word) {
  UnitPlace place{.service = service_name(word)};
  if (place.service.empty()) return place;
  place.definition = unit_file(root, place.service);
  place.drop_in = root + kFolder + "/" + place.service + ".d/" + kName;
  return place;
}

std::vector<std::string> enabled_units(const std::string& root) {
  std::vector<std::string> units;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root + kFolder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto name = entry->path().filename().string();
    struct stat about {};
    if (!name.ends_with(".service.d") || ::lstat((entry->path() / kName).c_str(), &about) != 0) continue;
    units.push_back(name.substr(0, name.size() - 2));
  }
  std::ranges::sort(units);
  return units;
}

std::string inside(const std::string& root, const std::string& path) {
  return !root.empty() && path.starts_with(root + "/") ? path.substr(root.size()) : path;
}

std::string place_fault(const std::string& root, const std::string& path) {
  const auto about = read_elf(root + path);
  if (!about || about->reprise_version.empty())
    return "our library is not installed there" + (root.empty() ? "" : ", in " + root);
  std::error_code error;
  auto part = std::filesystem::canonical(root + path, error);
  if (error) return error.message();
  for (const auto top = std::filesystem::path(root.empty() ? "/" : root);; part = part.parent_path()) {
    if (auto fault = write_fault(part.string(), !root.empty()); !fault.empty()) return fault;
    if (part == top || part == part.parent_path()) return "";
  }
}

}  // namespace reprise::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/mount_namespace.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/elf_file.h"
#include "cli/loader.h"
#include "stores/file/trusted_file.h"

namespace reprise::cli {
namespace {

std::string fault_of(std::string_view what) { return fmt::format("{}: {}", what, std::strerror(errno)); }

bool write_text(const char* path, const std::string& text) {
  const stores::Descriptor file(::open(path, O_WRONLY | O_CLOEXEC));
  return file.open() && ::write(file.get(), text.data(), text.size()) == ssize_t(text.size());
}

// The caller stays who it is, and may mount here.
std::string make_user_namespace() {
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(CLONE_NEWUSER) != 0) return fault_of("user namespace");
  const bool mapped = write_text("/proc/self/setgroups", "deny") &&
                      write_text("/proc/self/uid_map", fmt::format("{} {} 1", uid, uid)) &&
                      write_text("/proc/self/gid_map", fmt::format("{} {} 1", gid, gid));
  return mapped ? "" : fault_of("user namespace");
}

// What a mount may not lose when it is changed: what its file system was mounted with.
unsigned long kept_flags(const std::string& place) {
  struct statvfs about {};
  if (::statvfs(place.c_str(), &about) != 0) return 0;
  unsigned long flags = 0;
  if ((about.f_flag & ST_NOSUID) != 0) flags |= MS_NOSUID;
  if ((about.f_flag & ST_NODEV) != 0) flags |= MS_NODEV;
  if ((about.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((about.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((about.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

std::string cover(const std::string& file, const std::string& place) {
  if (::mount(file.c_str(), place.c_str(), nullptr, MS_BIND, nullptr) != 0) return fault_of("mounting over " + place);
  const auto flags = MS_BIND | MS_REMOUNT | MS_RDONLY | kept_flags(place);
  if (::mount(nullptr, place.c_str(), nullptr, flags, nullptr) != 0) return fault_of("mounting over " + place);
  const auto seen = read_elf(place);
  return seen && !seen->reprise_version.empty() ? "" : place + " is not ours after mounting";
}

}  // namespace

std::string cover_system_libraries(const std::string& file, Owner owner) {
  const auto places = system_libraries();
  if (places.empty()) return fmt::format("the system has no {} to mount over", kLibraryName);
  if (owner == Owner::user_namespace) {
    if (auto fault = make_user_namespace(); !fault.empty()) return fault;
  }
  if (::unshare(CLONE_NEWNS) != 0) return fault_of("mount namespace");
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return fault_of("mount namespace");
  for (const auto& place : places) {
    if (auto fault = cover(file, place); !fault.empty()) return fault;
  }
  return "";
}

}  // namespace reprise::cli

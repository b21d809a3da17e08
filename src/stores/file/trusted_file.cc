// SPDX-License-Identifier: Apache-2.0
#include "stores/file/trusted_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "stores/file/descriptors_at_work.h"

namespace reprise::stores {
namespace {

constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOthersRead = S_IRGRP | S_IROTH;

FileVerdict judge_folder(int fd) {
  struct stat s{};
  if (::fstat(fd, &s) != 0) return FileVerdict::no_folder;
  if (s.st_uid != ::geteuid() && s.st_uid != 0) return FileVerdict::folder_of_another;
  return (s.st_mode & kOthersWrite) != 0 ? FileVerdict::folder_open : FileVerdict::fine;
}

FileVerdict judge_file(int fd, Readers readers) {
  struct stat s{};
  if (::fstat(fd, &s) != 0) return FileVerdict::not_opened;
  if (!S_ISREG(s.st_mode)) return FileVerdict::no_file;
  if (s.st_uid != ::geteuid()) return FileVerdict::of_another;
  // A second name: whoever made it may have meant another file than this one to be written.
  if (s.st_nlink != 1) return FileVerdict::link;
  if ((s.st_mode & kOthersWrite) != 0) return FileVerdict::file_open;
  if (readers == Readers::owner_alone && (s.st_mode & kOthersRead) != 0) return FileVerdict::readable;
  return FileVerdict::fine;
}

// The folder that `path` names a file of, and that file's name in it.
std::pair<std::string, std::string> split(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

}  // namespace

Descriptor::Descriptor(int fd) : fd_(fd) {
  if (fd >= 0) at_work_with(fd);
}

Descriptor::~Descriptor() {
  if (fd_ < 0) return;
  done_with(fd_);
  ::close(fd_);
}

const char* describe(FileVerdict verdict) {
  static constexpr const char* kTexts[] = {
#define REPRISE_VERDICT_TEXT(name, text) text,
      REPRISE_FILE_VERDICTS(REPRISE_VERDICT_TEXT)
#undef REPRISE_VERDICT_TEXT
  };
  return kTexts[std::size_t(verdict)];
}

OpenedFile open_trusted(const std::string& path, Readers readers) {
  const auto [folder_name, name] = split(path);
  const Descriptor folder(::open(folder_name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return {FileVerdict::no_folder};
  if (const auto verdict = judge_folder(folder.get()); verdict != FileVerdict::fine) return {verdict};
  // Not blocking: what lies there may be a pipe.
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file(::openat(folder.get(), name.c_str(), kFlags, S_IRUSR | S_IWUSR));
  if (!file.open()) {
    // Of another user's file that may not be opened, too, it is better to hear whose it is.
    struct stat s{};
    const bool there = ::fstatat(folder.get(), name.c_str(), &s, AT_SYMLINK_NOFOLLOW) == 0;
    if (there && S_ISLNK(s.st_mode)) return {FileVerdict::link};
    if (there && !S_ISREG(s.st_mode)) return {FileVerdict::no_file};
    return {there && s.st_uid != ::geteuid() ? FileVerdict::of_another : FileVerdict::not_opened};
  }
  const auto verdict = judge_file(file.get(), readers);
  return {verdict, verdict == FileVerdict::fine ? std::move(file) : Descriptor()};
}

}  // namespace reprise::stores

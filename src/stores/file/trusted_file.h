// SPDX-License-Identifier: Apache-2.0
// Files that nobody but this user can have written, opened without following anybody's link.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace reprise::stores {

// An open file, closed when dropped, and in children that are forked before that. -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd);
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

#define REPRISE_FILE_VERDICTS(X)                                                        \
  X(fine, "fine")                                                                       \
  X(no_folder, "its folder cannot be opened")                                           \
  X(folder_of_another, "its folder belongs to another user")                            \
  X(folder_open, "others may write to its folder")                                      \
  X(not_opened, "it cannot be opened or made")                                          \
  X(link, "it is a link, or has more than one name")                                    \
  X(no_file, "it is not a regular file")                                                \
  X(of_another, "it belongs to another user")                                           \
  X(file_open, "others may write to it")                                                \
  X(readable, "others may read it")                                                     \
  X(foreign, "it holds something else")                                                 \
  X(busy, "another process holds it for too long")                                      \
  X(unusable, "it cannot be read, written or locked")

enum class FileVerdict : std::uint8_t {
#define REPRISE_VERDICT_ENUM(name, text) name,
  REPRISE_FILE_VERDICTS(REPRISE_VERDICT_ENUM)
#undef REPRISE_VERDICT_ENUM
};

// In a few words, to follow the file's name. Static storage.
const char* describe(FileVerdict verdict);

// Who may read the file besides its owner.
enum class Readers : std::uint8_t { anybody, owner_alone };

struct OpenedFile {
  FileVerdict verdict = FileVerdict::not_opened;
  Descriptor file{};  // when the verdict is `fine`
};

// Opens `path` for reading and writing; made when it is not there, for the owner alone. `fine` only when file and
// folder belong to the effective user (the folder: or to root), nobody else may write to either, and the file is
// regular and has one name. What is opened is what was looked at: the file is looked for in the folder that was
// checked.
OpenedFile open_trusted(const std::string& path, Readers readers);

}  // namespace reprise::stores

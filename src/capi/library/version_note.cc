// SPDX-License-Identifier: Apache-2.0
// The note by which a file or a mapping is known as ours, and in which version (base/library_note.h).
#include <cstdint>

#include "base/library_note.h"

namespace reprise::capi {
namespace {

constexpr char kVersion[] = REPRISE_BUILT_VERSION;

// As gABI has it: three words, then owner and content, each filled up to a multiple of four.
struct VersionNote {
  std::uint32_t owner_size;
  std::uint32_t content_size;
  std::uint32_t type;
  char owner[8];
  char version[(sizeof kVersion + 3) / 4 * 4];
};

[[gnu::section(".note.reprise"), gnu::used, gnu::aligned(4)]] constexpr VersionNote kNote = [] {
  VersionNote note{.owner_size = sizeof note.owner, .content_size = sizeof kVersion, .type = kNoteOfVersion};
  static_assert(kNoteOwner.size() + 1 == sizeof note.owner);
  kNoteOwner.copy(note.owner, kNoteOwner.size());
  for (unsigned i = 0; i < sizeof kVersion; ++i) note.version[i] = kVersion[i];
  return note;
}();

}  // namespace
}  // namespace reprise::capi

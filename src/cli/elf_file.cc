// SPDX-License-Identifier: Apache-2.0
#include "cli/elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include "base/bytes.h"
#include "base/library_note.h"
#include "stores/file/trusted_file.h"

namespace reprise::cli {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Dynamic = ElfW(Dyn);

constexpr std::size_t kMaxSegments = 512;
constexpr std::size_t kMaxSection = 16u << 20;  // of names; real ones have a few hundred KB

#if defined(__x86_64__)
constexpr auto kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr auto kMachine = EM_AARCH64;
#else
constexpr auto kMachine = EM_NONE;
#endif
constexpr auto kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr auto kOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

// `size` bytes at `offset`; nothing when the file does not have them.
std::optional<ByteVector> read_at(int fd, std::uint64_t offset, std::uint64_t size) {
  if (size > kMaxSection || offset > std::uint64_t(INT64_MAX) - size) return std::nullopt;
  ByteVector bytes(size);
  for (std::size_t done = 0; done < size;) {
    const auto n = ::pread(fd, bytes.data() + done, size - done, off_t(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    done += std::size_t(n);
  }
  return bytes;
}

template <typename T>
T item(Bytes bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// The text at `offset`, which must end inside.
std::string text_at(Bytes names, std::uint64_t offset) {
  if (offset >= names.size()) return "";
  const auto* begin = reinterpret_cast<const char*>(names.data()) + offset;
  const auto length = ::strnlen(begin, names.size() - offset);
  return length < names.size() - offset ? std::string(begin, length) : "";
}

// Where in the file the loader would find what is at `address` in memory.
std::optional<std::uint64_t> place_of(const std::vector<Segment>& segments, std::uint64_t address) {
  for (const auto& segment : segments) {
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    if (address - segment.p_vaddr < segment.p_filesz) return segment.p_offset + (address - segment.p_vaddr);
  }
  return std::nullopt;
}

void take_note(ElfFile& file, std::uint32_t type, std::string_view owner, Bytes content) {
  if (owner == "GNU" && type == NT_GNU_BUILD_ID) {
    file.build_id.clear();
    for (const auto byte : content.first(std::min<std::size_t>(content.size(), 64)))
      file.build_id += fmt::format("{:02x}", byte);
  }
  if (owner == kNoteOwner && type == kNoteOfVersion && content.size() <= 64) file.reprise_version = text_at(content, 0);
}

void read_notes(ElfFile& file, Bytes notes) {
  const auto padded = [](std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; };
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    const auto head = item<ElfW(Nhdr)>(notes, 0);
    notes = notes.subspan(sizeof head);
    const auto owner_size = padded(head.n_namesz), content_size = padded(head.n_descsz);
    if (owner_size > notes.size() || head.n_descsz > notes.size() - owner_size) return;
    take_note(file, head.n_type, text_at(notes.first(head.n_namesz), 0), notes.subspan(owner_size, head.n_descsz));
    notes = notes.subspan(std::min<std::size_t>(owner_size + content_size, notes.size()));
  }
}

bool knows_of(Bytes names, std::string_view word) {
  const std::string_view all(reinterpret_cast<const char*>(names.data()), names.size());
  return all.find(std::string(word) + '\0') != all.npos;
}

// False: it contradicts itself.
bool read_dynamic(ElfFile& file, int fd, const std::vector<Segment>& segments, const Segment& place) {
  const auto entries = read_at(fd, place.p_offset, place.p_filesz);
  if (!entries) return false;
  std::vector<Dynamic> table;
  for (std::size_t at = 0; at + sizeof(Dynamic) <= entries->size(); at += sizeof(Dynamic)) {
    table.push_back(item<Dynamic>(*entries, at));
    if (table.back().d_tag == DT_NULL) break;
  }
  std::uint64_t names_address = 0, names_size = 0;
  for (const auto& entry : table) {
    if (entry.d_tag == DT_STRTAB) names_address = entry.d_un.d_ptr;
    if (entry.d_tag == DT_STRSZ) names_size = entry.d_un.d_val;
  }
  if (names_size == 0) return true;
  const auto names_place = place_of(segments, names_address);
  const auto names = names_place ? read_at(fd, *names_place, names_size) : std::nullopt;
  if (!names) return false;
  for (const auto& entry : table) {
    if (entry.d_tag == DT_NEEDED) file.needed.push_back(text_at(*names, entry.d_un.d_val));
    if (entry.d_tag == DT_RPATH) file.rpath = text_at(*names, entry.d_un.d_val);
    if (entry.d_tag == DT_RUNPATH) file.runpath = text_at(*names, entry.d_un.d_val);
  }
  for (const std::string_view word : {"dlopen", "dlmopen", "execve", "execv", "execvp", "execvpe", "execl", "execlp",
                                      "execle", "fexecve", "posix_spawn", "posix_spawnp", "system", "popen"}) {
    file.reaches_out = file.reaches_out || knows_of(*names, word);
  }
  return true;
}

// False: it contradicts itself.
bool read_segment(ElfFile& file, int fd, const std::vector<Segment>& segments, const Segment& segment) {
  if (segment.p_type == PT_DYNAMIC) return read_dynamic(file, fd, segments, segment);
  if (segment.p_type != PT_INTERP && segment.p_type != PT_NOTE) return true;
  const auto content = read_at(fd, segment.p_offset, segment.p_filesz);
  if (!content) return false;
  if (segment.p_type == PT_INTERP) {
    file.interpreter = text_at(*content, 0);
  } else {
    read_notes(file, *content);
  }
  return true;
}

}  // namespace

std::optional<ElfFile> read_elf(int fd) {
  const auto start = read_at(fd, 0, sizeof(Header));
  if (!start || std::memcmp(start->data(), ELFMAG, SELFMAG) != 0) return std::nullopt;
  const auto header = item<Header>(*start, 0);
  ElfFile file;
  if (header.e_ident[EI_CLASS] != kClass || header.e_ident[EI_DATA] != kOrder || header.e_machine != kMachine)
    return file;
  if (header.e_phentsize != sizeof(Segment) || header.e_phnum > kMaxSegments) return std::nullopt;
  const auto table = read_at(fd, header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(Segment));
  if (!table) return std::nullopt;
  file.of_this_machine = true;
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < header.e_phnum; ++i) segments.push_back(item<Segment>(*table, i * sizeof(Segment)));
  for (const auto& segment : segments) {
    if (!read_segment(file, fd, segments, segment)) return std::nullopt;
  }
  return file;
}

std::optional<ElfFile> read_elf(const std::string& path) {
  const stores::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return read_elf(file.get());
}

}  // namespace reprise::cli

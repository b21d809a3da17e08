// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/elf_symbols.h"

#include <elf.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace reprise::capi::ledger {
namespace {

constexpr long kMaxFile_bytes = 1L << 29;

// A T that lies at `offset` of `bytes`; nothing when it does not lie in there as a whole.
template <typename T>
std::optional<T> load(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// What a section holds; empty when it lies outside of the file.
Bytes contents(Bytes file, const Elf64_Shdr& section) {
  if (section.sh_type == SHT_NOBITS || section.sh_offset > file.size()) return {};
  if (file.size() - section.sh_offset < section.sh_size) return {};
  return file.subspan(section.sh_offset, section.sh_size);
}

bool is_of_this_kind(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB && header.e_shentsize == sizeof(Elf64_Shdr);
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::unique_ptr<ElfSymbols> ElfSymbols::read(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> in(std::fopen(path.c_str(), "rbe"));
  if (!in || std::fseek(in.get(), 0, SEEK_END) != 0) return nullptr;
  const long size = std::ftell(in.get());
  if (size <= 0 || size > kMaxFile_bytes) return nullptr;
  std::rewind(in.get());
  ByteVector file(static_cast<std::size_t>(size));
  return std::fread(file.data(), 1, file.size(), in.get()) == file.size() ? of(std::move(file)) : nullptr;
}

std::unique_ptr<ElfSymbols> ElfSymbols::of(ByteVector file) {
  std::unique_ptr<ElfSymbols> made(new ElfSymbols(std::move(file)));
  return made->find_tables() ? std::move(made) : nullptr;
}

bool ElfSymbols::find_tables() {
  const auto header = load<Elf64_Ehdr>(file_, 0);
  if (!header || !is_of_this_kind(*header)) return false;
  for (std::uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto section = load<Elf64_Shdr>(file_, header->e_shoff + i * sizeof(Elf64_Shdr));
    if (!section) return false;
    if (section->sh_type != SHT_SYMTAB) continue;
    const auto names = load<Elf64_Shdr>(file_, header->e_shoff + section->sh_link * sizeof(Elf64_Shdr));
    if (!names) return false;
    symbols_ = contents(file_, *section);
    names_ = contents(file_, *names);
    return !symbols_.empty() && !names_.empty();
  }
  return false;
}

std::string ElfSymbols::function_at(std::uint64_t address) const {
  for (std::uint64_t offset = 0;; offset += sizeof(Elf64_Sym)) {
    const auto symbol = load<Elf64_Sym>(symbols_, offset);
    if (!symbol) return {};
    const bool covers = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF &&
                        symbol->st_value <= address && address - symbol->st_value < symbol->st_size;
    if (!covers || symbol->st_name >= names_.size()) continue;
    const Bytes rest = names_.subspan(symbol->st_name);
    const auto end = std::ranges::find(rest, std::uint8_t{0});
    return {rest.begin(), end};
  }
}

}  // namespace reprise::capi::ledger

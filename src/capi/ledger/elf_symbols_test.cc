// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/elf_symbols.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>

namespace reprise::capi::ledger {
namespace {

// A file of a header, one symbol `f` that covers 0x1000 to 0x100f, its name, and the headers of both tables.
struct File {
  Elf64_Ehdr header{};
  Elf64_Sym symbols[2]{};
  char names[8] = "\0f";
  Elf64_Shdr sections[2]{};

  File() {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 2;
    header.e_shoff = offsetof(File, sections);
    symbols[1] = {
        .st_name = 1, .st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC), .st_shndx = 1, .st_value = 0x1000, .st_size = 16};
    sections[0] = {
        .sh_type = SHT_SYMTAB, .sh_offset = offsetof(File, symbols), .sh_size = sizeof symbols, .sh_link = 1};
    sections[1] = {.sh_type = SHT_STRTAB, .sh_offset = offsetof(File, names), .sh_size = sizeof names};
  }
  ByteVector bytes() const {
    const auto* start = reinterpret_cast<const std::uint8_t*>(this);
    return {start, start + sizeof *this};
  }
};

TEST(ElfSymbols, NamesTheFunctionThatCoversAnAddress) {
  const auto symbols = ElfSymbols::of(File().bytes());
  ASSERT_TRUE(symbols);
  EXPECT_EQ(symbols->function_at(0x1000), "f");
  EXPECT_EQ(symbols->function_at(0x100f), "f");
  EXPECT_EQ(symbols->function_at(0x0fff), "");
  EXPECT_EQ(symbols->function_at(0x1010), "");
}

TEST(ElfSymbols, ReadsNoFileThatIsCutOff) {
  const auto whole = File().bytes();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto symbols = ElfSymbols::of({whole.begin(), whole.begin() + std::ptrdiff_t(length)});
    EXPECT_FALSE(symbols) << length;
  }
}

TEST(ElfSymbols, LooksAtNothingOutsideOfTheFile) {
  constexpr auto kFar = ~std::uint64_t{0};
  File far_sections, far_symbols, long_symbols, far_names, far_link;
  far_sections.header.e_shoff = kFar - 8;
  far_symbols.sections[0].sh_offset = kFar;
  long_symbols.sections[0].sh_size = kFar;
  far_names.sections[1].sh_offset = kFar;
  far_link.sections[0].sh_link = ~0u;
  for (const auto* file : {&far_sections, &far_symbols, &long_symbols, &far_names, &far_link}) {
    EXPECT_FALSE(ElfSymbols::of(file->bytes()));
  }
  File far_name;
  far_name.symbols[1].st_name = ~0u;
  EXPECT_EQ(ElfSymbols::of(far_name.bytes())->function_at(0x1000), "");
}

TEST(ElfSymbols, ReadsTheFileOfAProgram) {
  EXPECT_TRUE(ElfSymbols::read("/proc/self/exe"));
  EXPECT_FALSE(ElfSymbols::read("/"));
  EXPECT_FALSE(ElfSymbols::read("/no such file"));
}

}  // namespace
}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// Names for addresses in this process: which file, where in it, and the function if anything names it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "capi/ledger/call_site.h"
#include "capi/ledger/elf_symbols.h"

namespace reprise::capi::ledger {

struct Place {
  std::string module;        // path of the program or library; empty when the address is in none
  std::uint64_t offset = 0;  // in the file's own numbering, as addr2line and objdump take it
  std::string function;      // demangled; empty when nothing names it
};

// Looks addresses up with dladdr and, for functions that are not exported, in the symbol table of the file. Keeps what
// it has found: one Symbols serves one report. Not to be used in a signal handler.
class Symbols {
 public:
  // The place of the call that returns to `return_address`.
  const Place& caller(const void* return_address);
  // The place of a function, by its address.
  const Place& function(const void* address);
  // Our function that was called at `site`, or the callback that answered.
  std::string name_of(const CallSite& site);

 private:
  const Place& look_up(std::uintptr_t address);
  const ElfSymbols* table_of(const std::string& path);

  std::unordered_map<std::uintptr_t, Place> places_;
  std::map<std::string, std::unique_ptr<ElfSymbols>> tables_;  // null: the file has none that can be read
};

}  // namespace reprise::capi::ledger

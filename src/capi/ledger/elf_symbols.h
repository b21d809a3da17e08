// SPDX-License-Identifier: Apache-2.0
// The functions that a program's or library's file names in its symbol table (.symtab): also those that it does not
// export. Stripped files have none.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace reprise::capi::ledger {

class ElfSymbols {
 public:
  // Null when the file cannot be read, is no ELF file of this machine's kind, or has no symbol table.
  static std::unique_ptr<ElfSymbols> read(const std::string& path);
  // The same for the bytes of a file, which are copied.
  static std::unique_ptr<ElfSymbols> of(ByteVector file);

  // The name of the function that covers `address`, in the file's own numbering; empty for none. Looks at all of them.
  std::string function_at(std::uint64_t address) const;

 private:
  explicit ElfSymbols(ByteVector file) : file_(std::move(file)) {}
  bool find_tables();

  ByteVector file_;
  Bytes symbols_;  // both in file_
  Bytes names_;
};

}  // namespace reprise::capi::ledger

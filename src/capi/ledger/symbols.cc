// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/symbols.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>

#include <cstdlib>

namespace reprise::capi::ledger {
namespace {

std::string demangled(const char* name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string result = status == 0 && text != nullptr ? text : name;
  std::free(text);
  return result;
}

// The loader knows the program itself by no name.
std::string path_of(const link_map& module) {
  if (module.l_name != nullptr && *module.l_name != 0) return module.l_name;
  char* path = ::realpath("/proc/self/exe", nullptr);
  std::string result = path != nullptr ? path : "";
  std::free(path);
  return result;
}

}  // namespace

const Place& Symbols::caller(const void* return_address) {
  // A call may be the last instruction of its function: its own bytes are before the address that it returns to.
  return look_up(reinterpret_cast<std::uintptr_t>(return_address) - 1);
}

const Place& Symbols::function(const void* address) { return look_up(reinterpret_cast<std::uintptr_t>(address)); }

std::string Symbols::name_of(const CallSite& site) {
  if (site.by != nullptr) return site.by;
  const auto name = site.entry != nullptr ? caller(site.entry).function : std::string();
  return name.empty() ? "the library" : name;
}

const Place& Symbols::look_up(std::uintptr_t address) {
  const auto [at, is_new] = places_.try_emplace(address);
  Place& place = at->second;
  if (!is_new) return place;
  Dl_info info{};
  void* extra = nullptr;
  if (::dladdr1(reinterpret_cast<void*>(address), &info, &extra, RTLD_DL_LINKMAP) == 0 || extra == nullptr)
    return place;
  const auto& module = *static_cast<const link_map*>(extra);
  place.module = path_of(module);
  place.offset = address - module.l_addr;
  if (info.dli_sname != nullptr) {
    place.function = demangled(info.dli_sname);
  } else if (const auto* table = table_of(place.module); table != nullptr) {
    if (const std::string name = table->function_at(place.offset); !name.empty())
      place.function = demangled(name.c_str());
  }
  return place;
}

const ElfSymbols* Symbols::table_of(const std::string& path) {
  const auto [at, is_new] = tables_.try_emplace(path);
  if (is_new) at->second = ElfSymbols::read(path);
  return at->second.get();
}

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
#include "base/own_exception.h"

#include <cxxabi.h>
#include <dlfcn.h>

#include <new>
#include <typeinfo>

namespace reprise {
namespace {

// The library or program that holds `address`.
const void* home_of(const void* address) {
  Dl_info found{};
  return ::dladdr(address, &found) != 0 ? found.dli_fbase : nullptr;
}

bool is_own(const std::type_info* type) {
  return type != nullptr && home_of(type) == home_of(&typeid(std::bad_alloc));
}

}  // namespace

Reason reason_of_own(const std::exception& exception) {
  if (!is_own(abi::__cxa_current_exception_type())) throw;
  return dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ? Reason::out_of_memory : Reason::internal;
}

}  // namespace reprise

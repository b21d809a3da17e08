// SPDX-License-Identifier: Apache-2.0
// Checks that can be switched off, one in a process (scripts/mutants.sh). Only copies of the sources see this.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace reprise_mutants {

// The check that is off in this process, 0 for none.
inline unsigned selected() {
  static const unsigned number = [] {
    const char* text = std::getenv("REPRISE_MUTANT");
    return text != nullptr ? unsigned(std::strtoul(text, nullptr, 10)) : 0u;
  }();
  return number;
}

// Remembers `ident`, without a lock and without memory, which tests take away. False when it was there.
inline bool is_new(unsigned ident) {
  constexpr std::size_t kPlaces = 1 << 14;  // more than there are checks
  static std::atomic<unsigned> noted[kPlaces];
  for (std::size_t at = ident % kPlaces;; at = (at + 1) % kPlaces) {
    unsigned found = 0;
    if (noted[at].compare_exchange_strong(found, ident)) return true;
    if (found == ident) return false;
  }
}

// Writes down that the process came to where the check makes a difference.
inline void note(unsigned ident) {
  static const char* const path = std::getenv("REPRISE_MUTANTS_LOG");
  if (path == nullptr || !is_new(ident)) return;
  char line[16];
  const int size = std::snprintf(line, sizeof line, "%u\n", ident);
  const int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) {
    [[maybe_unused]] const auto written = write(fd, line, std::size_t(size));
    close(fd);
  }
}

constexpr bool off(unsigned ident) {
  if (std::is_constant_evaluated()) return false;
  if (ident == selected()) return true;
  note(ident);
  return false;
}

template <typename Made>
reprise::Result<> pass(unsigned ident, Made&& made) {
  reprise::Result<> result(std::forward<Made>(made));
  if (!result.ok() && off(ident)) return reprise::success();
  return result;
}

}  // namespace reprise_mutants

#define REPRISE_MUTANT_TRY(ident, ...)                                         \
  ({                                                                           \
    auto try_result = (__VA_ARGS__);                                           \
    if (!try_result.ok() && !::reprise_mutants::off(ident)) {                  \
      return try_result.error();                                               \
    }                                                                          \
  })

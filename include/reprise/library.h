// SPDX-License-Identifier: Apache-2.0
// What everything else stands on: libcrypto's algorithms, fetched once, and the certificates that were seen, each
// kept once.
#pragma once

#include <memory>

#include "reprise/export.h"
#include "reprise/result.h"

namespace reprise::api {
struct Library;
}

namespace reprise::v0 {

// A handle: copies mean the same library, and what is made from it keeps it alive. One for a whole program is usual;
// opening it costs some milliseconds. Safe to use from any thread.
class REPRISE_API Library {
 public:
  // On libcrypto's default library context. Fails with required_algorithm_missing when libcrypto cannot be used.
  static Result<Library> open();

 private:
  friend struct LibraryAccess;  // of Reprise's own sources
  explicit Library(std::shared_ptr<api::Library> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<api::Library> inside_;
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::Library holds.
#pragma once

#include <utility>

#include "base/ref.h"
#include "crypto/library.h"
#include "reprise/library.h"

namespace reprise::api {

struct Library {
  explicit Library(Ref<crypto::Library> library) : shared(std::move(library)) {}
  Ref<crypto::Library> shared;
};

}  // namespace reprise::api

namespace reprise::v0 {

struct LibraryAccess {
  static reprise::Ref<crypto::Library> share(const Library& library) { return library.inside_->shared.share(); }
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
#include "api/library.h"

#include "api/outward.h"

namespace reprise::v0 {

Result<Library> Library::open() {
  auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  if (!algorithms.ok()) return api::unheard(algorithms.error());
  return Library(std::make_shared<api::Library>(make_ref<crypto::Library>(std::move(algorithms.value()))));
}

}  // namespace reprise::v0

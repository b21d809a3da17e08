// SPDX-License-Identifier: Apache-2.0
#include "capi/library/library.h"

#include <mutex>
#include <utility>

namespace reprise::capi {
namespace {

Result<Ref<Library>> make_library(OSSL_LIB_CTX* context, const char* properties) {
  return make_ref<Library>(TRY(crypto::Algorithms::fetch(context, properties)));
}

struct Shared {
  std::mutex mutex;
  Ref<Library> library;
};

// Never destroyed: see library.h.
Shared& shared() {
  static Shared* const instance = new Shared;
  return *instance;
}

}  // namespace

Result<Ref<Library>> library_of(OSSL_LIB_CTX* context, const char* properties) {
  if (context != nullptr || properties != nullptr) return make_library(context, properties);
  const std::lock_guard lock(shared().mutex);
  if (!shared().library) shared().library = TRY(make_library(nullptr, nullptr));
  return shared().library.share();
}

Result<Ref<Library>> library_for_new_context(OSSL_LIB_CTX* context, const char* properties) {
  if (context != nullptr || properties != nullptr) return make_library(context, properties);
  Ref<Library> replaced;  // destroyed after the lock is released, if no context has it
  const std::lock_guard lock(shared().mutex);
  auto& library = shared().library;
  if (library && library->algorithms->is_current()) return library.share();
  auto made = TRY(make_library(nullptr, nullptr));
  replaced = std::exchange(library, std::move(made));
  return library.share();
}

}  // namespace reprise::capi

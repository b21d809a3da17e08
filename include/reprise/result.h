// SPDX-License-Identifier: Apache-2.0
// Errors are values: a Result is what was asked for, or the Error that took its place. Nothing of Reprise throws; the
// one exception that passes through it is std::bad_alloc, when there is no memory.
#pragma once

#include <concepts>
#include <cstdlib>
#include <utility>
#include <variant>

#include "reprise/error.h"
#include "reprise/export.h"

namespace reprise::v0 {

struct Unit {};  // success with nothing to say

template <typename T = Unit>
class [[nodiscard]] Result {
 public:
  Result() requires std::same_as<T, Unit> : value_(std::in_place_index<0>) {}
  template <typename U>
    requires std::convertible_to<U, T>
  Result(U&& value) : value_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : value_(std::in_place_index<1>, error) {}

  bool ok() const { return value_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Aborts when there is none: ask ok() first.
  T& value() & { return *held<0>(); }
  const T& value() const& { return *const_cast<Result*>(this)->template held<0>(); }
  T value() && { return std::move(*held<0>()); }
  // Aborts when all went well.
  const Error& error() const { return *const_cast<Result*>(this)->template held<1>(); }

 private:
  template <std::size_t Index>
  auto* held() {
    auto* held = std::get_if<Index>(&value_);
    if (held == nullptr) std::abort();
    return held;
  }
  std::variant<T, Error> value_;
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or the Error that took its place.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"

namespace reprise {

struct Unit {};

template <typename T = Unit>
class [[nodiscard]] Result {
 public:
  Result() requires std::same_as<T, Unit> : value_(std::in_place_index<0>) {}
  template <typename U>
    requires std::convertible_to<U, T>
  Result(U&& value) : value_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : value_(std::in_place_index<1>, error) {}

  bool ok() const { return value_.index() == 0; }
  T& value() { return *std::get_if<0>(&value_); }
  const T& value() const { return *std::get_if<0>(&value_); }
  const Error& error() const { return *std::get_if<1>(&value_); }

 private:
  std::variant<T, Error> value_;
};

// Success with nothing to say.
inline Result<> success() { return Result<>(Unit{}); }

// The value of `expr`, or a return of its Error from the enclosing function.
#define TRY(expr)                            \
  ({                                         \
    auto try_result = (expr);                \
    if (!try_result.ok()) {                  \
      return try_result.error();             \
    }                                        \
    std::move(try_result.value());           \
  })

}  // namespace reprise

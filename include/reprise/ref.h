// SPDX-License-Identifier: Apache-2.0
// Owning and borrowing are different types.
//
//   Ref<T>       owns one reference. Moving hands it over, share() takes another; there is no copying by accident.
//   Borrowed<T>  looks at what somebody else owns, for the length of a call. It comes from a Ref that has a name, never
//                from one that is about to go; it cannot be copied, moved, assigned or allocated, so that it is not
//                kept in a container, a member that is set later or a closure that outlives the call. Whoever wants
//                to keep says share() and has a Ref.
//
//   void f(const SessionView& session);   // f borrows: Borrowed<const Session> by its short name
//   void g(Ref<const Session> session);   // g takes over
#pragma once

#include <cstddef>
#include <utility>

#include "reprise/export.h"

namespace reprise::v0 {

// What can be asked of a T; each T has its own.
template <typename T>
class Borrowed;

// A Ref is one thread's at a time, as a smart pointer is; what it refers to may be shared by any number of threads.
template <typename T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref&& other) noexcept {
    Ref taken(std::move(other));
    std::swap(object_, taken.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) release_object(object_);
  }

  // Another reference to the same object; an empty Ref shares as an empty one.
  [[nodiscard]] Ref share() const {
    Ref shared;
    if (object_ != nullptr) retain_object(object_);
    shared.object_ = object_;
    return shared;
  }

  explicit operator bool() const { return object_ != nullptr; }
  // Borrows for the rest of the expression; aborts when there is nothing to borrow. Not from a Ref without a name:
  // what the getters lend would be gone at the end of the line.
  Borrowed<T> operator->() const& { return Borrowed<T>(*this); }
  Borrowed<T> operator->() const&& = delete;

  // Whether both refer to one object, not whether two objects hold the same.
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  friend class Borrowed<T>;
  friend struct RefAccess;  // of Reprise's own sources
  T* object_ = nullptr;
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// Shared ownership by an intrusive count: taking a share and handing over are different words.
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace reprise {

// Base of what Ref shares. Starts at one reference, which Ref::adopt takes over.
class RefCounted {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  void retain() const { count_.fetch_add(1, std::memory_order_relaxed); }
  // Takes a reference unless the last one is gone: for tables that point at objects without owning them.
  bool try_retain() const {
    auto count = count_.load(std::memory_order_relaxed);
    while (count != 0) {
      if (count_.compare_exchange_weak(count, count + 1, std::memory_order_acquire, std::memory_order_relaxed))
        return true;
    }
    return false;
  }
  // True when the last reference was dropped: the caller destroys the object.
  bool release() const { return count_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  // True when the caller holds the only reference, so that nobody else can be reading.
  bool unique() const { return count_.load(std::memory_order_acquire) == 1; }
  std::uint32_t ref_count() const { return count_.load(std::memory_order_relaxed); }

 protected:
  ~RefCounted() = default;

 private:
  mutable std::atomic<std::uint32_t> count_{1};
};

// Owns one reference to a T. Moving hands it over; share() takes another. T has retain() and release(), and is deleted
// at the last release.
template <typename T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  static Ref adopt(T* p) { return Ref(p); }  // takes over the caller's reference
  static Ref sharing(T* p) {                 // takes a reference of its own; null gives an empty Ref
    if (p != nullptr) p->retain();
    return Ref(p);
  }
  Ref(Ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  template <typename U>
    requires(std::convertible_to<U*, T*> && !std::same_as<U, T>)
  Ref(Ref<U>&& other) noexcept : p_(std::move(other).leak()) {}
  Ref& operator=(Ref&& other) noexcept {
    Ref taken(std::move(other));
    std::swap(p_, taken.p_);
    return *this;
  }
  ~Ref() {
    if (p_ != nullptr && p_->release()) delete p_;
  }

  [[nodiscard]] Ref share() const { return sharing(p_); }
  [[nodiscard]] T* leak() && { return std::exchange(p_, nullptr); }  // hands the reference to the caller
  T* get() const { return p_; }                                     // lends
  T* operator->() const { return p_; }
  T& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }

 private:
  explicit Ref(T* p) : p_(p) {}
  T* p_ = nullptr;
};

template <typename T, typename... Args>
Ref<T> make_ref(Args&&... args) {
  return Ref<T>::adopt(new T(std::forward<Args>(args)...));
}

}  // namespace reprise

// SPDX-License-Identifier: Apache-2.0
// The question that a connection has asked of a door and has no answer to yet.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "reprise/answer.h"

namespace reprise::api {

// Numbers of questions and connections: none comes twice in a process.
inline std::uint64_t next_number() {
  static std::atomic<std::uint64_t> given{0};
  return given.fetch_add(1, std::memory_order_relaxed) + 1;
}

// A connection asks one thing at a time, and nothing else before it is answered.
class OpenQuestion {
 public:
  OpenQuestion() = default;
  OpenQuestion(const OpenQuestion&) = delete;
  OpenQuestion& operator=(const OpenQuestion&) = delete;
  ~OpenQuestion() {
    if (forget_) forget_(number_);
  }

  // What `ask(number)` answers; the number stays for as long as that is "not yet". `door` is told when the connection
  // goes before; null: whoever answers does not want to hear of it.
  template <typename Door, typename Ask>
  auto put(std::shared_ptr<Door> door, Ask ask) {
    if (!forget_) number_ = v0::Question(next_number());
    forget_ = [door = std::move(door)](v0::Question number) {
      if constexpr (requires { door->forget(number); }) {
        if (door) door->forget(number);
      }
    };
    auto answer = ask(number_);
    if (!answer.ok() || answer.value()) forget_ = nullptr;
    return answer;
  }
  template <typename Ask>
  auto put(Ask ask) {
    return put(std::shared_ptr<int>(), std::move(ask));
  }

 private:
  std::function<void(v0::Question)> forget_;  // empty: nothing is asked
  v0::Question number_{};
};

}  // namespace reprise::api

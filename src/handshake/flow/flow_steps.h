// SPDX-License-Identifier: Apache-2.0
// How a flow moves: what client and server do alike in both versions.
#pragma once

#include <memory>
#include <utility>

#include "handshake/flow/stepping.h"

namespace reprise::handshake {

// The states of one side, one at a time, with the workplace that they need until the handshake is over. `Base` is the
// Machine that the flow is; `StepContext` what its states are given. The flow says connected() and makes
// new_context(Effects&), for which work() is there.
template <typename Base, typename State, typename Work, typename StepContext>
class FlowSteps : public Base {
 public:
  Result<Wants> ask_again(Effects& out) final {
    return advance(out, [](State state, StepContext&) -> Result<State> { return state; });
  }
  // There is nothing left to drop once the handshake is over.
  void shrink() final {}

 protected:
  FlowSteps(Core& core, State first) : Base(core), state_(std::move(first)) {}

  // Takes `step(State, StepContext&)`, a Result<State>, and every step after it that waits for no message.
  template <typename Step>
  Result<Wants> advance(Effects& out, Step step) {
    auto context = new_context(out);
    state_ = TRY(step(std::move(state_), context));
    const auto wants = TRY(settle(state_, context));
    if (this->connected()) work_.reset();  // `context` is of no use from here on
    return wants;
  }
  // Does `act(StepContext&)` on a connection that is at rest.
  template <typename Act>
  Result<> at_rest(Effects& out, Act act) {
    if (!this->connected()) return fail_silently(Reason::bad_handshake_state);
    auto context = new_context(out);
    const Result<> result = act(context);
    work_.reset();
    return result;
  }

  // Does `act(StepContext&)` without regard to what the peer is in the middle of, which stays as it is.
  template <typename Act>
  Result<> aside(Effects& out, Act act) {
    auto context = new_context(out);
    const Result<> result = act(context);
    if (this->connected()) work_.reset();
    return result;
  }

  virtual StepContext new_context(Effects& out) = 0;
  // A message after the handshake needs a workplace again, until it is dealt with.
  Work& work() {
    if (work_ == nullptr) {
      work_ = std::make_unique<Work>();
      work_->core = std::make_unique<Core>(this->host_, this->facts_);
    }
    return *work_;
  }
  void begin_with(std::unique_ptr<Core> core) {
    work_ = std::make_unique<Work>();
    work_->core = std::move(core);
  }
  // Null when the handshake is over.
  const Work* current_work() const { return work_.get(); }
  template <typename Which>
  bool state_is() const {
    return std::holds_alternative<Which>(state_);
  }

 private:
  std::unique_ptr<Work> work_;
  State state_;
};

}  // namespace reprise::handshake

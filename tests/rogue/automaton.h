// SPDX-License-Identifier: Apache-2.0
// A Mealy machine over letters (Symbol) with lines of text as outputs; how it is written down and compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "symbol.h"

namespace reprise::rogue {

struct Transition {
  std::string output;
  std::size_t next = 0;
};

struct Automaton {
  // states[s][letter]; state 0 is the first.
  std::vector<std::vector<Transition>> states;
  std::vector<std::string> names;  // of the states; as many
};

// The last state of a connection that failed: no letter has an effect any more, and no state is kept for it.
inline constexpr std::size_t kDead = std::size_t(-1);

// The text form: a line for each state, and for each outcome of its letters, but for those of `alert:unexpected_message
// dead`, which is what stands behind every letter that is not written.
std::string to_text(const Automaton& automaton);
// Reads the text form; nothing when it is none.
std::optional<Automaton> from_text(const std::string& text);

// The shortest sequence of letters upon which the two differ, with what each answers to the last of them, as text to be
// read; nothing when there is none.
std::optional<std::string> difference(const Automaton& expected, const Automaton& found);

}  // namespace reprise::rogue

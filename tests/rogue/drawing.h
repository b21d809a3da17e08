// SPDX-License-Identifier: Apache-2.0
// An automaton drawn, as SVG, by the program `dot` of graphviz.
#pragma once

#include <string>

#include "automaton.h"

namespace reprise::rogue {

// The line of a drawing that tells of which text form it is.
std::string drawing_mark(const std::string& automaton_text);
// Its states have the names that `allowed` has for them. Empty where there is no `dot`.
std::string drawing_of(const Automaton& automaton, const Automaton& allowed, const std::string& title);

}  // namespace reprise::rogue

// SPDX-License-Identifier: Apache-2.0
// What an honest peer sends, letter by letter.
#pragma once

#include <vector>

#include "setup.h"
#include "symbol.h"

namespace reprise::fuzz {

// From its hello to its close_notify, and what the program asks for on the way. `resumes`: a session that there is.
std::vector<rogue::Symbol> honest_way(const rogue::Setup& setup, bool resumes);

}  // namespace reprise::fuzz

// SPDX-License-Identifier: Apache-2.0
// What the RFCs allow: the tables in allowed/, as a machine for each setup. Their form is told in allowed/README.md.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "automaton.h"
#include "setup.h"

namespace reprise::rogue {

// Words joined by '&', each perhaps with '!' before it. Empty: always.
using Condition = std::string;
using Flags = std::set<std::string>;

struct AllowedRow {
  std::string state;
  std::vector<Symbol> letters;
  Condition condition;
  std::string outcome;
  std::string next;
  std::size_t line = 0;
};

struct AllowedTable {
  std::string path;
  std::vector<AllowedRow> rows;
};

// The table for the setup's role and version. Throws std::runtime_error, with the line, when it is malformed.
AllowedTable allowed_table(const Setup& setup);

struct Allowed {
  Automaton automaton;        // its states are named as in the table, with their flags
  std::set<std::size_t> used;  // lines of the table
};

// What the table makes of `setup`.
Allowed allowed(const AllowedTable& table, const Setup& setup);

// A shortest way to each state of `automaton` over living letters; as many as there are states.
std::vector<std::vector<Symbol>> ways(const Automaton& automaton);

}  // namespace reprise::rogue

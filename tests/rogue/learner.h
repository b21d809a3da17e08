// SPDX-License-Identifier: Apache-2.0
// Learns the machine that a connection is by asking it (L*, as Mealy machines are learned): which sequences of letters
// lead to states that some continuation tells apart.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "automaton.h"
#include "setup.h"

namespace reprise::rogue {

using Word = std::vector<Symbol>;

// What a connection under `setup` answers. Remembers what it was asked.
class Oracle {
 public:
  explicit Oracle(const Setup& setup) : setup_(setup) {}
  // The answers to the letters of `word`. Everything behind a failure is "".
  std::vector<std::string> ask(const Word& word);
  std::size_t num_connections() const { return num_connections_; }

 private:
  struct Node {
    std::string output;
    bool dead = false;
    std::map<Symbol, std::size_t> next;
  };
  // As far as it is known; true when that is all of it.
  bool recall(const Word& word, std::vector<std::string>& answers) const;

  const Setup& setup_;
  std::vector<Node> nodes_{1};
  std::size_t num_connections_ = 0;
};

// The machine, its states named by the shortest way to them. It is told apart from any machine that differs from it
// within two letters behind each of its states.
Automaton learn(Oracle& oracle);

}  // namespace reprise::rogue

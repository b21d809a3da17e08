// SPDX-License-Identifier: Apache-2.0
#include "learner.h"

#include <algorithm>
#include <optional>
#include <random>

#include "encounter.h"

namespace reprise::rogue {
namespace {

// Nothing is heard any more.
bool is_dead(const std::string& output) { return output.ends_with("dead") || output.ends_with("closed"); }

Word joined(const Word& a, const Word& b) {
  Word word = a;
  word.insert(word.end(), b.begin(), b.end());
  return word;
}

constexpr Symbol kProbes[] = {Symbol::application_data, Symbol::finished, Symbol::certificate, Symbol::key_update};

// L* with an observation table: access sequences by suffixes.
class Learner {
 public:
  explicit Learner(Oracle& oracle) : oracle_(oracle) {
    for (const Symbol symbol : all_symbols()) suffixes_.push_back({symbol});
    access_.push_back({});
  }
  Automaton run();

 private:
  using Row = std::vector<std::string>;
  // What each suffix leads to behind `prefix`.
  Row row(const Word& prefix);
  void close();
  Automaton hypothesis();
  std::optional<Word> counterexample(const Automaton& automaton);
  bool agrees(const Automaton& automaton, const Word& word);
  void refine(const Word& word);

  Oracle& oracle_;
  std::vector<Word> access_;
  std::vector<Word> suffixes_;
};

Learner::Row Learner::row(const Word& prefix) {
  Row row;
  for (const auto& suffix : suffixes_) {
    const auto answers = oracle_.ask(joined(prefix, suffix));
    std::string line;
    for (std::size_t i = prefix.size(); i < answers.size(); ++i) line += answers[i] + "/";
    row.push_back(std::move(line));
  }
  return row;
}

// Every letter behind every state leads to a state.
void Learner::close() {
  std::vector<Row> rows;
  for (const auto& word : access_) rows.push_back(row(word));
  for (std::size_t s = 0; s < access_.size(); ++s) {
    for (const Symbol symbol : all_symbols()) {
      const Word word = joined(access_[s], {symbol});
      if (is_dead(oracle_.ask(word).back())) continue;
      const Row found = row(word);
      if (std::ranges::find(rows, found) != rows.end()) continue;
      access_.push_back(word);
      rows.push_back(found);
    }
  }
}

Automaton Learner::hypothesis() {
  close();
  std::vector<Row> rows;
  for (const auto& word : access_) rows.push_back(row(word));
  Automaton automaton;
  for (std::size_t s = 0; s < access_.size(); ++s) {
    std::string name;
    for (const Symbol symbol : access_[s]) name += (name.empty() ? "" : " ") + std::string(name_of(symbol));
    automaton.names.push_back(name.empty() ? "start" : name);
    auto& state = automaton.states.emplace_back();
    for (const Symbol symbol : all_symbols()) {
      const Word word = joined(access_[s], {symbol});
      const std::string output = oracle_.ask(word).back();
      std::size_t next = kDead;
      if (!is_dead(output)) next = std::size_t(std::ranges::find(rows, row(word)) - rows.begin());
      state.push_back({output, next});
    }
  }
  return automaton;
}

bool Learner::agrees(const Automaton& automaton, const Word& word) {
  const auto answers = oracle_.ask(word);
  std::size_t state = 0;
  for (std::size_t i = 0; i < word.size() && state != kDead; ++i) {
    const auto& transition = automaton.states[state][std::size_t(word[i])];
    if (transition.output != answers[i]) return false;
    state = transition.next;
  }
  return true;
}

std::optional<Word> Learner::counterexample(const Automaton& automaton) {
  // Two living letters behind each state, and all that may follow. One letter is what the table holds already.
  for (std::size_t s = 0; s < access_.size(); ++s) {
    for (const Symbol first : all_symbols()) {
      const std::size_t middle = automaton.states[s][std::size_t(first)].next;
      if (middle == kDead) continue;
      for (const Symbol second : all_symbols()) {
        if (automaton.states[middle][std::size_t(second)].next == kDead) continue;
        for (const Symbol third : kProbes) {
          const Word word = joined(access_[s], {first, second, third});
          if (!agrees(automaton, word)) return word;
        }
      }
    }
  }
  // And long walks among the living.
  std::mt19937 random(1);
  for (int walk = 0; walk < 60; ++walk) {
    Word word;
    for (std::size_t state = 0; state != kDead && word.size() < 14;) {
      word.push_back(all_symbols()[random() % all_symbols().size()]);
      const std::size_t next = automaton.states[state][std::size_t(word.back())].next;
      if (next == kDead && random() % 16 != 0) word.pop_back();
      else state = next;
    }
    if (!agrees(automaton, word)) return word;
  }
  return std::nullopt;
}

// All ends of the counterexample become suffixes (Maler and Pnueli).
void Learner::refine(const Word& word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Word suffix(word.begin() + std::ptrdiff_t(i), word.end());
    if (std::ranges::find(suffixes_, suffix) == suffixes_.end()) suffixes_.push_back(suffix);
  }
}

Automaton Learner::run() {
  for (;;) {
    Automaton automaton = hypothesis();
    const auto word = counterexample(automaton);
    if (!word) return automaton;
    refine(*word);
  }
}

}  // namespace

bool Oracle::recall(const Word& word, std::vector<std::string>& answers) const {
  std::size_t at = 0;
  for (const Symbol symbol : word) {
    if (nodes_[at].dead) {
      answers.resize(word.size());
      return true;
    }
    const auto next = nodes_[at].next.find(symbol);
    if (next == nodes_[at].next.end()) return false;
    at = next->second;
    answers.push_back(nodes_[at].output);
  }
  return true;
}

std::vector<std::string> Oracle::ask(const Word& word) {
  std::vector<std::string> answers;
  if (recall(word, answers)) return answers;
  answers.clear();
  ++num_connections_;
  Encounter encounter(setup_);
  std::size_t at = 0;
  for (const Symbol symbol : word) {
    if (nodes_[at].dead) break;
    const std::string output = encounter.step(symbol);
    answers.push_back(output);
    const auto [next, is_new] = nodes_[at].next.try_emplace(symbol, nodes_.size());
    at = next->second;
    if (is_new) nodes_.push_back({output, is_dead(output), {}});
    else if (nodes_[at].output != output) nodes_[at].output += " OR " + output;  // it does not repeat itself
  }
  answers.resize(word.size());
  return answers;
}

Automaton learn(Oracle& oracle) { return Learner(oracle).run(); }

}  // namespace reprise::rogue

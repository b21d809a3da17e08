// SPDX-License-Identifier: Apache-2.0
#include "automaton.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <sstream>

namespace reprise::rogue {
namespace {

constexpr const char* kRefused = "alert:unexpected_message dead";
constexpr const char* kSeparator = " | ";

std::string name_of_next(const Automaton& automaton, std::size_t next) {
  return next == kDead ? "dead" : automaton.names[next];
}

std::vector<std::string> split(const std::string& line, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end; (end = line.find(by, at)) != std::string::npos; at = end + by.size())
    parts.push_back(line.substr(at, end - at));
  parts.push_back(line.substr(at));
  return parts;
}

}  // namespace

std::string to_text(const Automaton& automaton) {
  std::string text;
  for (std::size_t s = 0; s < automaton.states.size(); ++s) {
    text += automaton.names[s] + "\n";
    std::vector<std::string> outcomes;
    std::map<std::string, std::string> letters;  // by outcome
    for (const Symbol symbol : all_symbols()) {
      const auto& transition = automaton.states[s][std::size_t(symbol)];
      if (transition.output == kRefused) continue;
      const std::string outcome = transition.output + kSeparator + name_of_next(automaton, transition.next);
      auto& list = letters[outcome];
      if (list.empty()) outcomes.push_back(outcome);
      list += (list.empty() ? "" : ", ") + std::string(name_of(symbol));
    }
    for (const auto& outcome : outcomes) text += "  " + letters[outcome] + kSeparator + outcome + "\n";
  }
  return text;
}

std::optional<Automaton> from_text(const std::string& text) {
  Automaton automaton;
  std::vector<std::string> lines = split(text, "\n");
  for (const auto& line : lines) {
    if (!line.empty() && line[0] != ' ') automaton.names.push_back(line);
  }
  for (const auto& line : lines) {
    if (line.empty()) continue;
    if (line[0] != ' ') {
      automaton.states.emplace_back(all_symbols().size(), Transition{kRefused, kDead});
      continue;
    }
    const auto parts = split(line.substr(2), kSeparator);
    if (parts.size() != 3 || automaton.states.empty()) return std::nullopt;
    const auto next = std::ranges::find(automaton.names, parts[2]);
    if (next == automaton.names.end() && parts[2] != "dead") return std::nullopt;
    for (const auto& name : split(parts[0], ", ")) {
      const auto symbol = find_symbol(name);
      if (!symbol) return std::nullopt;
      const std::size_t to = parts[2] == "dead" ? kDead : std::size_t(next - automaton.names.begin());
      automaton.states.back()[std::size_t(*symbol)] = {parts[1], to};
    }
  }
  return automaton;
}

std::optional<std::string> difference(const Automaton& expected, const Automaton& found) {
  struct Place {
    std::size_t expected, found;
    std::string trace;
  };
  std::deque<Place> places{{0, 0, ""}};
  std::set<std::pair<std::size_t, std::size_t>> seen{{0, 0}};
  while (!places.empty()) {
    const Place place = places.front();
    places.pop_front();
    for (const Symbol symbol : all_symbols()) {
      const auto& one = expected.states[place.expected][std::size_t(symbol)];
      const auto& other = found.states[place.found][std::size_t(symbol)];
      const std::string trace = place.trace + name_of(symbol) + "\n";
      if (one.output != other.output)
        return trace + "  expected: " + one.output + "\n  found:    " + other.output + "\n";
      if ((one.next == kDead) != (other.next == kDead)) return trace + "  only one of them is dead\n";
      if (one.next == kDead || !seen.insert({one.next, other.next}).second) continue;
      places.push_back({one.next, other.next, trace});
    }
  }
  return std::nullopt;
}

}  // namespace reprise::rogue

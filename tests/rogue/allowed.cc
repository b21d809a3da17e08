// SPDX-License-Identifier: Apache-2.0
#include "allowed.h"

#include <algorithm>
#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace reprise::rogue {
namespace {

constexpr const char* kAnyState = "ALWAYS";
constexpr const char* kFirstState = "START";

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, by);) {
    if (auto word = trimmed(part); !word.empty()) parts.push_back(std::move(word));
  }
  return parts;
}

bool holds(const Condition& condition, const Flags& flags) {
  return std::ranges::all_of(split(condition, '&'), [&](const std::string& word) {
    return word[0] == '!' ? !flags.contains(word.substr(1)) : flags.contains(word);
  });
}

AllowedRow read_row(const std::string& state, const std::string& text, std::size_t line) {
  const auto refuse = [&](const std::string& why) {
    return std::runtime_error("line " + std::to_string(line) + ": " + why);
  };
  const auto parts = split(text, '|');
  if (parts.size() != 3 || state.empty()) throw refuse("letters, outcome and next state are wanted");
  AllowedRow row{.state = state, .outcome = parts[1], .next = parts[2], .line = line};
  std::string letters = parts[0];
  if (const auto at = letters.find(" if "); at != std::string::npos) {
    row.condition = trimmed(letters.substr(at + 4));
    letters.resize(at);
  }
  for (const auto& name : split(letters, ',')) {
    const auto symbol = find_symbol(name);
    if (!symbol) throw refuse("no such letter: " + name);
    row.letters.push_back(*symbol);
  }
  return row;
}

Flags flags_of(const Setup& setup) {
  Flags flags;
  const std::pair<bool, const char*> all[] = {
      {setup.authenticates, "auth"}, {setup.offers, "offers"},        {setup.retries, "retries"},
      {setup.early_data, "early"},   {setup.post_handshake, "later"}, {setup.by_id, "id"},
  };
  for (const auto& [is_set, name] : all) {
    if (is_set) flags.insert(name);
  }
  return flags;
}

// A state of the table with what has happened so far.
struct Place {
  std::string state;
  Flags flags;
  auto operator<=>(const Place&) const = default;
};

std::string name_of(const Place& place, const Flags& constant) {
  std::string name = place.state;
  for (const auto& flag : place.flags) {
    if (!constant.contains(flag)) name += " +" + flag;
  }
  return name;
}

// Where `row` leads; nothing when the connection is over.
std::optional<Place> next_of(const AllowedRow& row, Place place) {
  const auto words = split(row.next, ' ');
  if (words[0] == "dead") return std::nullopt;
  if (words[0] != "=") place.state = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto flag = words[i].substr(1);
    if (words[i][0] == '+') place.flags.insert(flag);
    else place.flags.erase(flag);
  }
  return place;
}

std::string outcome_of(const AllowedRow& row, const Flags& flags) {
  std::string outcome;
  for (const auto& word : split(row.outcome, ' ')) {
    const auto mark = word.find('?');
    if (mark != std::string::npos && !holds(word.substr(0, mark), flags)) continue;
    outcome += (outcome.empty() ? "" : " ") + (mark == std::string::npos ? word : word.substr(mark + 1));
  }
  return outcome.empty() ? "-" : outcome;
}

const AllowedRow* find_row(const AllowedTable& table, const Place& place, Symbol symbol) {
  for (const std::string& state : {place.state, std::string(kAnyState)}) {
    for (const auto& row : table.rows) {
      if (row.state == state && std::ranges::count(row.letters, symbol) != 0 && holds(row.condition, place.flags))
        return &row;
    }
  }
  return nullptr;
}

}  // namespace

AllowedTable allowed_table(const Setup& setup) {
  AllowedTable table;
  table.path = std::string(REPRISE_SOURCE_DIR "/tests/rogue/allowed/") +
               (setup.version == kTls13 ? "tls13." : "tls12.") +
               (setup.subject == Role::client ? "client" : "server") + ".txt";
  std::ifstream file(table.path);
  std::string state;
  std::size_t line = 0;
  for (std::string text; std::getline(file, text);) {
    ++line;
    text = text.substr(0, text.find('#'));
    if (trimmed(text).empty()) continue;
    if (text[0] != ' ') state = trimmed(text);
    else table.rows.push_back(read_row(state, text, line));
  }
  return table;
}

Allowed allowed(const AllowedTable& table, const Setup& setup) {
  Allowed made;
  const Flags constant = flags_of(setup);
  std::map<Place, std::size_t> known;
  std::deque<Place> places;
  const auto number_of = [&](const Place& place) {
    const auto [at, is_new] = known.try_emplace(place, known.size());
    if (is_new) {
      places.push_back(place);
      made.automaton.names.push_back(name_of(place, constant));
    }
    return at->second;
  };
  (void)number_of({kFirstState, constant});
  for (; !places.empty(); places.pop_front()) {
    std::vector<Transition> state(all_symbols().size(), Transition{"alert:unexpected_message dead", kDead});
    const Place place = places.front();
    for (const Symbol symbol : all_symbols()) {
      const auto* row = find_row(table, place, symbol);
      if (row == nullptr) continue;
      made.used.insert(row->line);
      const auto next = next_of(*row, place);
      state[std::size_t(symbol)] = {outcome_of(*row, place.flags), next ? number_of(*next) : kDead};
    }
    made.automaton.states.push_back(std::move(state));
  }
  return made;
}

std::vector<std::vector<Symbol>> ways(const Automaton& automaton) {
  std::vector<std::vector<Symbol>> ways(automaton.states.size());
  std::vector<bool> reached(automaton.states.size());
  std::deque<std::size_t> states{0};
  reached[0] = true;
  for (; !states.empty(); states.pop_front()) {
    const std::size_t state = states.front();
    for (const Symbol symbol : all_symbols()) {
      const std::size_t next = automaton.states[state][std::size_t(symbol)].next;
      if (next == kDead || reached[next]) continue;
      reached[next] = true;
      ways[next] = ways[state];
      ways[next].push_back(symbol);
      states.push_back(next);
    }
  }
  return ways;
}

}  // namespace reprise::rogue

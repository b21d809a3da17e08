// SPDX-License-Identifier: Apache-2.0
#include "drawing.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>

namespace reprise::rogue {
namespace {

constexpr const char* kStyle =
    "<style>"
    "svg{background:#fff}.graph>polygon{fill:#fff;stroke:none}text{fill:#1b1f24}"
    ".node path,.node polygon{fill:#eef3fb;stroke:#4a6da0}"
    ".edge path{fill:none;stroke:#6b7683}.edge polygon{fill:#6b7683;stroke:#6b7683}"
    "@media(prefers-color-scheme:dark){"
    "svg{background:#0d1117}.graph>polygon{fill:#0d1117}text{fill:#e6edf3}"
    ".node path,.node polygon{fill:#1c2a3f;stroke:#6f9ad6}"
    ".edge path{stroke:#9aa7b4}.edge polygon{fill:#9aa7b4;stroke:#9aa7b4}}"
    "</style>\n";

// The name of the state that the letters of `way` lead to.
std::string name_behind(const Automaton& allowed, const std::string& way) {
  std::size_t state = 0;
  std::stringstream letters(way);
  for (std::string letter; letters >> letter;) {
    const auto symbol = find_symbol(letter);
    if (!symbol) break;  // "start"
    state = allowed.states[state][std::size_t(*symbol)].next;
  }
  return allowed.names[state];
}

// What is alike in all states is not drawn: refusals, and the letters of no consequence.
bool is_drawn(std::size_t state, Symbol symbol, const Transition& transition) {
  if (transition.output == "alert:unexpected_message dead" || transition.output == "refused") return false;
  if (symbol == Symbol::alert_close || symbol == Symbol::alert_fatal) return false;
  return transition.next != state || transition.output != "-";
}

// Words in lines of some length.
std::string wrapped(const std::string& words) {
  std::stringstream stream(words);
  std::string text;
  std::size_t width = 0;
  for (std::string word; stream >> word; width += word.size() + 1) {
    if (width > 24) text += "\\n", width = 0;
    else if (!text.empty()) text += " ";
    text += word;
  }
  return text;
}

std::string to_dot(const Automaton& automaton, const Automaton& allowed, const std::string& title) {
  std::stringstream out;
  out << "digraph {\nlabel=\"" << title << "\";labelloc=t;fontname=\"sans-serif\";fontsize=14;nodesep=0.25;\n"
      << "node[shape=box,style=rounded,fontname=\"sans-serif\",fontsize=11];\n"
      << "edge[fontname=\"sans-serif\",fontsize=9,arrowsize=0.6];\n";
  for (std::size_t s = 0; s < automaton.states.size(); ++s) {
    out << s << "[label=\"" << wrapped(name_behind(allowed, automaton.names[s])) << "\"];\n";
    std::map<std::pair<std::size_t, std::string>, std::string> letters;
    for (const Symbol symbol : all_symbols()) {
      const auto& transition = automaton.states[s][std::size_t(symbol)];
      if (!is_drawn(s, symbol, transition) || transition.next == kDead) continue;
      auto& list = letters[{transition.next, transition.output}];
      list += (list.empty() ? "" : ", ") + std::string(name_of(symbol));
    }
    for (const auto& [to, list] : letters) {
      out << s << "->" << to.first << "[label=\"" << wrapped(list);
      if (to.second != "-") out << "\\n/ " << wrapped(to.second);
      out << "\"];\n";
    }
  }
  out << "}\n";
  return out.str();
}

}  // namespace

std::string drawing_mark(const std::string& automaton_text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : automaton_text) hash = (hash ^ std::uint8_t(c)) * 0x100000001b3;
  std::stringstream out;
  out << "<!-- of the automaton " << std::hex << std::setw(16) << std::setfill('0') << hash << " -->\n";
  return out.str();
}

std::string drawing_of(const Automaton& automaton, const Automaton& allowed, const std::string& title) {
  const std::string path = "/tmp/reprise-automaton." + title + ".dot";
  std::ofstream(path) << to_dot(automaton, allowed, title);
  FILE* dot = popen(("dot -Tsvg " + path).c_str(), "r");
  std::string svg;
  for (int c; dot != nullptr && (c = std::fgetc(dot)) != EOF;) svg.push_back(char(c));
  if (dot == nullptr || pclose(dot) != 0) return "";
  (void)std::remove(path.c_str());
  const std::size_t begin = svg.find("<svg");
  const std::size_t inside = svg.find(">\n", begin) + 2;
  return drawing_mark(to_text(automaton)) + svg.substr(begin, inside - begin) + kStyle + svg.substr(inside);
}

}  // namespace reprise::rogue

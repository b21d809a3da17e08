// SPDX-License-Identifier: Apache-2.0
#include "operate/configuration.h"

#include <algorithm>
#include <optional>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace reprise::operate {
namespace {

constexpr std::string_view kPrograms = "program";

// What is in the file goes to terminals and logs: bytes that could steer those do not.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string out;
  for (const unsigned char c : text.substr(0, kMost)) out += c < 0x20 || c == 0x7f ? '?' : char(c);
  return out;
}

class Reader {
 public:
  explicit Reader(Configuration& out) : out_(out) {}

  void read_all(const toml::table& root) {
    read_settings(root, "");
    if (const auto* programs = root.get(kPrograms)) read_programs(*programs);
    std::ranges::stable_sort(out_.faults, {}, &Fault::line);
  }

 private:
  void read_settings(const toml::table& table, const std::string& program) {
    for (const auto& [key, node] : table) {
      const bool is_root = program.empty();
      if (is_root && key.str() == kPrograms) continue;
      const auto* row = find_setting(key.str());
      if (row == nullptr) {
        say_unknown(key, is_root);
      } else if (auto value = value_of(*row, key, node)) {
        out_.assignments.push_back({row->setting, std::move(*value), program, line_of(key)});
      }
    }
  }

  void read_programs(const toml::node& node) {
    const auto* programs = node.as_table();
    if (programs == nullptr) return fault(node.source().begin.line, "program is no table: [program.NAME]");
    for (const auto& [name, settings] : *programs) {
      const auto* table = settings.as_table();
      if (table == nullptr) {
        fault(line_of(name), "program." + shown(name.str()) + " is no table: [program.NAME]");
      } else if (name.str().empty() || name.str().find('/') != std::string_view::npos) {
        fault(line_of(name), "\"" + shown(name.str()) + "\" is no program's name: that of its file, without folders");
      } else {
        read_settings(*table, std::string(name.str()));
      }
    }
  }

  void say_unknown(const toml::key& key, bool is_root) {
    std::string text = "there is no setting \"" + shown(key.str()) + "\"";
    std::string_view like = key_like(key.str());
    if (like.empty() && is_root) like = most_like(key.str(), &kPrograms, 1);
    if (!like.empty()) text += "; is \"" + std::string(like) + "\" meant?";
    fault(line_of(key), std::move(text));
  }

  std::optional<std::string> value_of(const SettingRow& row, const toml::key& key, const toml::node& node) {
    std::string value, wrong;
    if (const auto truth = node.value_exact<bool>(); truth && row.kind == Kind::truth) {
      value = *truth ? "true" : "false";
    } else if (const auto number = node.value_exact<std::int64_t>(); number && row.kind == Kind::signal) {
      value = std::to_string(*number);
    } else if (const auto text = node.value_exact<std::string>(); text && row.kind != Kind::truth) {
      value = *text;
    } else {
      wrong = row.kind == Kind::truth ? "is neither true nor false" : "is to be text, in quotation marks";
    }
    if (wrong.empty()) wrong = fault_of(row.kind, value);
    // Each program has a folder of its own.
    if (wrong.empty() && row.kind == Kind::path && !value.empty() && value.front() != '/') {
      wrong = "is to begin with /";
    }
    if (wrong.empty()) return value;
    fault(line_of(key), std::string(row.key) + " " + wrong);
    return std::nullopt;
  }

  static unsigned line_of(const toml::key& key) { return key.source().begin.line; }
  void fault(unsigned line, std::string text) { out_.faults.push_back({line, std::move(text)}); }

  Configuration& out_;
};

}  // namespace

Configuration parse_configuration(std::string_view text) {
  Configuration made;
  const auto parsed = toml::parse(text);
  if (!parsed) {
    const auto& error = parsed.error();
    made.faults.push_back({error.source().begin.line, shown(error.description()) + "; nothing of the file counts"});
    return made;
  }
  Reader(made).read_all(parsed.table());
  return made;
}

std::string describe(const Fault& fault, std::string_view file) {
  std::string text(file);
  if (fault.line != 0) text += ":" + std::to_string(fault.line);
  return text + ": " + fault.text;
}

}  // namespace reprise::operate

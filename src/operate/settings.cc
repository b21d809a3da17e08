// SPDX-License-Identifier: Apache-2.0
#include "operate/settings.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <cstdlib>

namespace reprise::operate {
namespace {

std::string absolute(std::string path) {
  if (path.empty() || path.front() == '/') return path;
  char* folder = ::getcwd(nullptr, 0);
  if (folder == nullptr) return path;
  path = std::string(folder) + "/" + path;
  std::free(folder);
  return path;
}

// Writes what the environment says into the values. A variable may say more than one thing.
class Overriding {
 public:
  Overriding(std::array<Value, kNumSettings>& values, std::vector<std::string>& faults)
      : values_(values), faults_(faults) {}

  // 0, 1, or the name of a file, which is 1 as well.
  void explain(std::string_view variable, const std::string& text) {
    set(Setting::explain, variable, text == "0" ? "false" : "true");
    if (text != "0") set(Setting::explain_file, variable, text == "1" ? "" : text);
  }
  // 0, json, or anything else for text.
  void ledger(std::string_view variable, const std::string& text) {
    set(Setting::ledger, variable, text == "0" ? "false" : "true");
    if (text != "0") set(Setting::ledger_format, variable, text == "json" ? "json" : "text");
  }
  void set(Setting setting, std::string_view variable, std::string text) {
    const auto& row = row_of(setting);
    if (row.kind == Kind::path) text = absolute(std::move(text));
    if (const auto wrong = fault_of(row.kind, text); !wrong.empty()) {
      faults_.push_back(std::string(variable) + " " + wrong);
    } else {
      values_[std::size_t(setting)] = {.text = std::move(text), .origin = Origin::environment, .variable = variable};
    }
  }

 private:
  std::array<Value, kNumSettings>& values_;
  std::vector<std::string>& faults_;
};

}  // namespace

Settings::Settings() {
  for (const auto& row : kSettings) values_[std::size_t(row.setting)].text = row.by_default;
}

Settings::Settings(const Configuration& configuration, std::string_view program) : Settings() {
  for (const auto& said : configuration.assignments) {
    const bool is_for_all = said.program.empty();
    if (!is_for_all && said.program != program) continue;
    values_[std::size_t(said.setting)] = {.text = said.value,
                                          .origin = is_for_all ? Origin::file : Origin::file_for_program,
                                          .line = said.line};
  }
}

void Settings::override_by(const std::function<const char*(const char*)>& variable, std::vector<std::string>& faults) {
  Overriding overriding(values_, faults);
  const auto given = [&](const char* name) {
    const char* text = variable(name);
    return std::string(text != nullptr ? text : "");
  };
  if (const auto text = given("REPRISE_EXPLAIN"); !text.empty()) overriding.explain("REPRISE_EXPLAIN", text);
  if (const auto text = given("REPRISE_LEDGER"); !text.empty()) overriding.ledger("REPRISE_LEDGER", text);
  struct Plain {
    const char* variable;
    Setting setting;
  };
  for (const auto& [name, setting] : {Plain{"REPRISE_LEDGER_FILE", Setting::ledger_file},
                                      Plain{"REPRISE_LEDGER_SIGNAL", Setting::ledger_signal},
                                      Plain{"REPRISE_SESSION_FILE", Setting::session_file}}) {
    if (auto text = given(name); !text.empty()) overriding.set(setting, name, std::move(text));
  }
}

std::string_view own_program_name() {
  const auto* path = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  const std::string_view whole(path != nullptr ? path : "");
  return whole.substr(whole.rfind('/') + 1);
}

}  // namespace reprise::operate

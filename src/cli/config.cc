// SPDX-License-Identifier: Apache-2.0
#include "cli/config.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/json.h"
#include "cli/words.h"
#include "operate/configuration_file.h"
#include "operate/settings.h"

namespace reprise::cli {
namespace {

using operate::Origin;

struct Looked {
  std::string path;  // empty: programs read none
  operate::ConfigurationFile file{};
};

// As programs of this environment find it.
Looked look(const std::string& named) {
  Looked looked{.path = named.empty() ? operate::configuration_path(std::getenv("REPRISE_CONFIG")) : named};
  if (!looked.path.empty()) looked.file = operate::read_configuration(looked.path);
  return looked;
}

bool say_faults(const Looked& looked) {
  for (const auto& fault : looked.file.content.faults)
    fmt::print(stderr, "reprise: {}\n", operate::describe(fault, looked.path));
  return !looked.file.content.faults.empty();
}

std::string origin_words(const operate::Value& value, const Looked& looked, const std::string& program) {
  switch (value.origin) {
    case Origin::by_default: return "by default";
    case Origin::file: return fmt::format("{}:{}", looked.path, value.line);
    case Origin::file_for_program: return fmt::format("{}:{}, for {}", looked.path, value.line, printable(program));
    case Origin::environment: return fmt::format("the environment, {}", value.variable);
  }
  return "";
}

void put_value(Json& out, const operate::SettingRow& row, const operate::Value& value, const Looked& looked) {
  const bool is_of_file = value.origin == Origin::file || value.origin == Origin::file_for_program;
  out.open('{').key("setting").string(row.key).key("value").string(value.text);
  if (is_of_file) out.key("file").string(looked.path).key("line").number(value.line);
  if (value.origin == Origin::file_for_program) out.key("for_program").boolean(true);
  if (value.origin == Origin::environment) out.key("variable").string(value.variable);
  out.close('}');
}

}  // namespace

int check_config(const ConfigArguments& arguments) {
  const auto looked = look(arguments.file);
  if (looked.path.empty()) {
    fmt::print("REPRISE_CONFIG=0: no file is read\n");
    return 0;
  }
  if (!looked.file.there) {
    fmt::print("{}: is not there\n", looked.path);
    return arguments.file.empty() ? 0 : kFault;  // nobody needs one
  }
  if (say_faults(looked)) return kFault;
  fmt::print("{}: nothing is wrong; settings: {}\n", looked.path, looked.file.content.assignments.size());
  return 0;
}

int show_config(const ConfigArguments& arguments) {
  const auto looked = look(arguments.file);
  bool has_faults = say_faults(looked);
  operate::Settings settings(looked.file.content, arguments.program);
  std::vector<std::string> faults;
  settings.override_by(std::getenv, faults);
  for (const auto& fault : faults) fmt::print(stderr, "reprise: {}\n", fault);
  has_faults = has_faults || !faults.empty();
  Json out;
  out.open('[');
  for (const auto& row : operate::kSettings) {
    const auto& value = settings[row.setting];
    if (arguments.json) {
      put_value(out, row, value, looked);
    } else {
      const auto& text = value.text;
      fmt::print("{:<14}  {:<10}  {}\n", row.key, text.empty() ? "none" : printable(text),
                 origin_words(value, looked, arguments.program));
    }
  }
  if (arguments.json) fmt::print("{}", out.close(']').line());
  return has_faults ? kFault : 0;
}

}  // namespace reprise::cli

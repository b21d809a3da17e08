// SPDX-License-Identifier: Apache-2.0
// What holds for one program: the environment before the file's section for it, that before the rest of the file, that
// before what is so by default.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "operate/configuration.h"
#include "operate/setting.h"

namespace reprise::operate {

enum class Origin : std::uint8_t { by_default, file, file_for_program, environment };

struct Value {
  std::string text;  // as fault_of() takes it; of a path: empty for none
  Origin origin = Origin::by_default;
  unsigned line = 0;              // of the file
  std::string_view variable = {};  // of the environment; static storage
};

class Settings {
 public:
  Settings();
  // By default, overridden by what `configuration` says of all programs and of `program`.
  Settings(const Configuration& configuration, std::string_view program);

  // `variable` gives the value of an environment variable, or null; empty is as null. What is not understood is left
  // out and added to `faults`. Relative names of files are seen from the folder that the process is in.
  void override_by(const std::function<const char*(const char*)>& variable, std::vector<std::string>& faults);

  const Value& operator[](Setting setting) const { return values_[std::size_t(setting)]; }
  const std::string& text(Setting setting) const { return (*this)[setting].text; }
  bool is_on(Setting setting) const { return text(setting) == "true"; }

 private:
  std::array<Value, kNumSettings> values_;
};

// What [program.NAME] calls this process: the name of its file as it was started, without folders; of a script, the
// script's. Asks the kernel nothing.
std::string_view own_program_name();

}  // namespace reprise::operate

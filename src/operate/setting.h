// SPDX-License-Identifier: Apache-2.0
// What can be set by whoever runs a program, without the program: one table of all of it. See docs/configuration.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise::operate {

enum class Setting : std::uint8_t {
  explain,
  explain_file,
  ledger,
  ledger_format,
  ledger_file,
  ledger_signal,
  session_file,
};
inline constexpr std::size_t kNumSettings = std::size_t(Setting::session_file) + 1;

enum class Kind : std::uint8_t {
  truth,  // "true" or "false"
  path,
  format,  // "text" or "json"
  signal,  // "USR2", "RTMIN+3", "12"; "none"
};

struct SettingRow {
  Setting setting;
  std::string_view key;  // in the file
  Kind kind;
  std::string_view by_default;
  std::string_view about;
};

extern const std::array<SettingRow, kNumSettings> kSettings;  // in the order of Setting

inline const SettingRow& row_of(Setting setting) { return kSettings[std::size_t(setting)]; }
// Null when there is none of that key.
const SettingRow* find_setting(std::string_view key);
// The key that may have been meant; empty when none is like it.
std::string_view key_like(std::string_view key);
// The one of `words` that is most like `word`; empty when none is.
std::string_view most_like(std::string_view word, const std::string_view* words, std::size_t num_words);

// What is wrong with `text` as a value of that kind, as the end of a sentence ("is no signal"); empty: nothing.
std::string fault_of(Kind kind, std::string_view text);
// The number of a signal that fault_of() has nothing against; 0 for none.
int signal_number(std::string_view text);

}  // namespace reprise::operate

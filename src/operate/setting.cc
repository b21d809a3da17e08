// SPDX-License-Identifier: Apache-2.0
#include "operate/setting.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <optional>
#include <vector>

namespace reprise::operate {
namespace {

struct SignalName {
  std::string_view name;
  int number;
};
constexpr SignalName kSignalNames[] = {{"HUP", SIGHUP},     {"QUIT", SIGQUIT}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2},
                                       {"WINCH", SIGWINCH}, {"URG", SIGURG},   {"PWR", SIGPWR},   {"none", 0}};

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<int> signal_of(std::string_view name) {
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const auto& row : kSignalNames) {
    if (row.name == name) return row.number;
  }
  const bool is_real_time = name.starts_with("RTMIN+");
  if (is_real_time) name.remove_prefix(6);
  const auto number = number_of(name);
  if (!number || *number < 0 || *number > SIGRTMAX) return std::nullopt;
  const int signal = is_real_time ? SIGRTMIN + *number : *number;
  return signal <= SIGRTMAX ? std::optional(signal) : std::nullopt;
}

// Letters to be added, dropped or changed to make one of the other.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const auto changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

constexpr std::size_t kLongestWord = 64;  // what is longer is like nothing

}  // namespace

constinit const std::array<SettingRow, kNumSettings> kSettings{{
    {Setting::explain, "explain", Kind::truth, "false", "say why sessions were not resumed"},
    {Setting::explain_file, "explain_file", Kind::path, "", "at the end of this file, not on standard error"},
    {Setting::ledger, "ledger", Kind::truth, "false", "report references to sessions that leak or are freed too often"},
    {Setting::ledger_format, "ledger_format", Kind::format, "text", "how: text or json"},
    {Setting::ledger_file, "ledger_file", Kind::path, "", "at the end of this file; %p is the process id"},
    {Setting::ledger_signal, "ledger_signal", Kind::signal, "USR2", "the signal that asks for a report; none"},
    {Setting::session_file, "session_file", Kind::path, "", "where clients keep sessions for the next process"},
}};

const SettingRow* find_setting(std::string_view key) {
  const auto* row = std::ranges::find(kSettings, key, &SettingRow::key);
  return row != kSettings.end() ? row : nullptr;
}

std::string_view most_like(std::string_view word, const std::string_view* words, std::size_t num_words) {
  std::string_view best;
  if (word.size() > kLongestWord) return best;
  auto least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (std::size_t i = 0; i < num_words; ++i) {
    const auto far = distance(word, words[i]);
    if (far >= least) continue;
    least = far;
    best = words[i];
  }
  return best;
}

std::string_view key_like(std::string_view key) {
  std::array<std::string_view, kNumSettings> keys;
  std::ranges::transform(kSettings, keys.begin(), &SettingRow::key);
  return most_like(key, keys.data(), keys.size());
}

std::string fault_of(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::truth: return text == "true" || text == "false" ? "" : "is neither true nor false";
    case Kind::format: return text == "text" || text == "json" ? "" : "is neither \"text\" nor \"json\"";
    case Kind::signal: return signal_of(text) ? "" : "is no signal: \"USR1\", \"RTMIN+3\", 12, \"none\"";
    case Kind::path: return text.find('\0') == text.npos ? "" : "is no name of a file";
  }
  return "";
}

int signal_number(std::string_view text) { return signal_of(text).value_or(0); }

}  // namespace reprise::operate

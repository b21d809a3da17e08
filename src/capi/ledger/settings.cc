// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/settings.h"

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace reprise::capi::ledger {
namespace {

struct SignalName {
  std::string_view name;
  int number;
};
constexpr SignalName kSignalNames[] = {{"HUP", SIGHUP},     {"QUIT", SIGQUIT}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2},
                                       {"WINCH", SIGWINCH}, {"URG", SIGURG},   {"PWR", SIGPWR}};

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

int signal_of(std::string_view name) {
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const auto& row : kSignalNames) {
    if (row.name == name) return row.number;
  }
  const bool is_real_time = name.starts_with("RTMIN+");
  if (is_real_time) name.remove_prefix(6);
  const auto number = number_of(name);
  if (!number || *number < 0) return 0;
  const int signal = is_real_time ? SIGRTMIN + *number : *number;
  return signal <= SIGRTMAX ? signal : 0;
}

// Programs may change their folder later on.
std::string absolute(std::string path) {
  if (path.empty() || path.front() == '/') return path;
  char* folder = ::getcwd(nullptr, 0);
  if (folder == nullptr) return path;
  path = std::string(folder) + "/" + path;
  std::free(folder);
  return path;
}

}  // namespace

std::optional<Settings> settings_from(const std::function<const char*(const char*)>& variable) {
  const auto value = [&](const char* name) {
    const char* text = variable(name);
    return std::string(text != nullptr ? text : "");
  };
  const auto wish = value("REPRISE_LEDGER");
  if (wish.empty() || wish == "0") return std::nullopt;
  Settings settings{.format = wish == "json" ? Format::json : Format::text,
                    .file = absolute(value("REPRISE_LEDGER_FILE"))};
  const auto signal = value("REPRISE_LEDGER_SIGNAL");
  settings.signal = signal.empty() ? SIGUSR2 : signal_of(signal);
  return settings;
}

}  // namespace reprise::capi::ledger

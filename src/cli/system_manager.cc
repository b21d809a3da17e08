// SPDX-License-Identifier: Apache-2.0
#include "cli/system_manager.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include "stores/file/trusted_file.h"

namespace reprise::cli {
namespace {

constexpr std::string_view kSuffix = ".service";
// In the order in which systemd looks (systemd.unit(5)).
constexpr const char* kFolders[] = {"/etc/systemd/system", "/run/systemd/system", "/run/systemd/generator",
                                    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
                                    "/run/systemd/generator.late"};

bool is_file(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

struct Output {
  int status = -1;  // of the command; -1: it could not be run
  std::string text;
};

Output run_systemctl(std::vector<std::string> words) {
  words.insert(words.begin(), "systemctl");
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  stores::Descriptor from(ends[0]), into(ends[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, into.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int fault = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (fault != 0) return {};
  into = stores::Descriptor();
  Output output;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(from.get(), buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR);) {
    if (n > 0) output.text.append(buffer, std::size_t(n));
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

}  // namespace

std::string service_name(const std::string& word) {
  constexpr std::string_view kOther = ":_.\\@-";
  const auto may_stand = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOther.find(c) != kOther.npos;
  };
  if (word.empty() || word.size() > 200 || word.front() == '.' || word.front() == '-') return "";
  if (!std::ranges::all_of(word, may_stand)) return "";
  if (word.ends_with(kSuffix)) return word.size() > kSuffix.size() ? word : "";
  for (const char* other :
       {".socket", ".timer", ".target", ".mount", ".path", ".slice", ".scope", ".device", ".swap"}) {
    if (word.ends_with(other)) return "";
  }
  return word + std::string(kSuffix);
}

std::string unit_file(const std::string& root, const std::string& service) {
  const auto at = service.find('@');
  for (const char* folder : kFolders) {
    auto path = fmt::format("{}{}/{}", root, folder, service);
    if (is_file(path)) return path;
  }
  if (at == service.npos || service.compare(at + 1, service.npos, kSuffix) == 0) return "";
  return unit_file(root, service.substr(0, at + 1) + std::string(kSuffix));
}

std::string setting_in(const std::string& file, const std::string& name) {
  std::ifstream lines(file);
  std::string values;
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, line.find_first_not_of(" \t"));
    if (!line.starts_with(name)) continue;
    const auto equals = line.find_first_not_of(" \t", name.size());
    if (equals == line.npos || line[equals] != '=') continue;
    const auto value = line.find_first_not_of(" \t", equals + 1);
    if (value != line.npos) values += line.substr(value) + "\n";
  }
  return values;
}

bool is_systemd_running() {
  struct stat about {};
  return ::lstat("/run/systemd/system", &about) == 0 && S_ISDIR(about.st_mode);
}

std::string reload_units() {
  if (run_systemctl({"daemon-reload"}).status == 0) return "";
  return "`systemctl daemon-reload` failed: systemd does not know of the change yet";
}

std::optional<pid_t> main_process(const std::string& service) {
  const auto output = run_systemctl({"show", "--property=MainPID", "--", service});
  constexpr std::string_view kName = "MainPID=";
  if (output.status != 0 || !output.text.starts_with(kName)) return std::nullopt;
  pid_t pid = 0;
  const auto* begin = output.text.data() + kName.size();
  if (std::from_chars(begin, output.text.data() + output.text.size(), pid).ec != std::errc() || pid < 0)
    return std::nullopt;
  return pid;
}

}  // namespace reprise::cli

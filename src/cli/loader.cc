// SPDX-License-Identifier: Apache-2.0
#include "cli/loader.h"

#include <fmt/core.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace reprise::cli {
namespace {

constexpr int kMaxDepth = 8;  // of files of configuration that include others

void read_configuration(const std::string& root, const std::string& file, int depth,
                        std::vector<std::string>& folders) {
  std::ifstream lines(root + file);
  for (std::string line; depth < kMaxDepth && std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string word;
    if (!(words >> word)) continue;
    if (word != "include") {
      folders.push_back(word);
      continue;
    }
    while (words >> word) {
      const auto pattern = word.front() == '/' ? word : (std::filesystem::path(file).parent_path() / word).string();
      glob_t found{};
      if (::glob((root + pattern).c_str(), 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
          read_configuration(root, found.gl_pathv[i] + root.size(), depth + 1, folders);
        }
      }
      ::globfree(&found);
    }
  }
}

void replace_all(std::string& text, const std::string& word, const std::string& by) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + by.size()))
    text.replace(at, word.size(), by);
}

bool is_loadable(const std::string& path) {
  const auto file = read_elf(path);
  return file && file->of_this_machine;
}

std::string find_in(const std::vector<std::string>& folders, const std::string& name) {
  for (const auto& folder : folders) {
    if (auto path = fmt::format("{}/{}", folder, name); is_loadable(path)) return path;
  }
  return "";
}

}  // namespace

std::vector<std::string> system_folders(const std::string& root) {
  std::vector<std::string> folders;
  read_configuration(root, "/etc/ld.so.conf", 0, folders);
  for (const char* own : {"/lib", "/usr/lib", "/lib64", "/usr/lib64"}) folders.emplace_back(own);
  return folders;
}

std::vector<std::string> system_libraries(const std::string& root) {
  std::vector<std::string> libraries;
  std::error_code error;
  const auto top = root.empty() ? "" : std::filesystem::canonical(root, error).string();
  for (const auto& folder : system_folders(root)) {
    const auto path = std::filesystem::canonical(root + folder + "/" + kLibraryName, error).string();
    if (error || !path.starts_with(top) || !is_loadable(path)) continue;
    if (const auto inside = path.substr(top.size()); std::ranges::count(libraries, inside) == 0)
      libraries.push_back(inside);
  }
  return libraries;
}

std::vector<std::string> folders_of(const std::string& path, const std::string& user) {
  std::vector<std::string> folders;
  std::istringstream parts(path);
  for (std::string folder; std::getline(parts, folder, ':');) {
    const auto origin = std::filesystem::path(user).parent_path().string();
    replace_all(folder, "$ORIGIN", origin);
    replace_all(folder, "${ORIGIN}", origin);
    if (folder.find('$') == folder.npos) folders.push_back(folder.empty() ? "." : folder);
  }
  return folders;
}

Loader::Loader(const std::string& path) : path_(folders_of(path, "")), system_(system_folders()) {}

// RPATH counts where there is no RUNPATH, and comes before the environment; RUNPATH comes after it.
std::string Loader::find(const std::string& name, const std::string& user, const ElfFile& file) const {
  if (name.find('/') != name.npos) return is_loadable(name) ? name : "";
  std::vector<std::string> folders = file.runpath.empty() ? folders_of(file.rpath, user) : std::vector<std::string>{};
  folders.insert(folders.end(), path_.begin(), path_.end());
  for (auto& folder : folders_of(file.runpath, user)) folders.push_back(std::move(folder));
  folders.insert(folders.end(), system_.begin(), system_.end());
  return find_in(folders, name);
}

}  // namespace reprise::cli

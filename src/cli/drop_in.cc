// SPDX-License-Identifier: Apache-2.0
#include "cli/drop_in.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "cli/files.h"

namespace reprise::cli {
namespace {

constexpr std::string_view kHead = "# Written by `reprise enable`; `reprise disable` takes it away.\n";
constexpr std::string_view kFolder = "# Its folder was made for it.\n";
constexpr std::string_view kSection = "[Service]\n";
// The minus: a unit whose library is gone starts on the system's.
constexpr std::string_view kLine = "BindReadOnlyPaths=-";

// systemd gives a meaning to spaces, colons, quotes, backslashes and percent signs.
bool may_stand(const std::string& path) {
  constexpr std::string_view kPlain = "/._+-@";
  return path.starts_with('/') && std::ranges::all_of(path, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kPlain.find(c) != kPlain.npos;
         });
}

}  // namespace

std::optional<std::string> text_of(const DropIn& drop_in) {
  std::string text(kHead);
  if (drop_in.made_folder) text += kFolder;
  text += kSection;
  if (!may_stand(drop_in.library) || drop_in.places.empty()) return std::nullopt;
  for (const auto& place : drop_in.places) {
    if (!may_stand(place)) return std::nullopt;
    (text += kLine) += drop_in.library + ":" + place + "\n";
  }
  return text;
}

std::optional<DropIn> drop_in_of(const std::string& text) {
  DropIn drop_in{.made_folder = text.find(kFolder) != text.npos};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kLine)) continue;
    const auto paths = line.substr(kLine.size());
    const auto colon = paths.find(':');
    if (colon == paths.npos) return std::nullopt;
    drop_in.library = paths.substr(0, colon);
    drop_in.places.push_back(paths.substr(colon + 1));
  }
  if (text_of(drop_in) != text) return std::nullopt;
  return drop_in;
}

FoundDropIn find_drop_in(const std::string& path) {
  const auto content = read_file(path);
  if (content.missing) return {};
  if (!content.fault.empty()) return {.state = DropInState::changed, .fault = content.fault};
  const auto drop_in = drop_in_of({content.bytes.begin(), content.bytes.end()});
  if (!drop_in) return {.state = DropInState::changed, .fault = "is not as `reprise enable` wrote it"};
  return {.state = DropInState::ours, .drop_in = *drop_in};
}

}  // namespace reprise::cli

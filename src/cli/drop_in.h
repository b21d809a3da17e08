// SPDX-License-Identifier: Apache-2.0
// The drop-in by which systemd puts our library over the system's for one unit (systemd.exec(5), BindReadOnlyPaths=).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprise::cli {

struct DropIn {
  std::string library;              // ours
  std::vector<std::string> places;  // the system's, over which it is put
  bool made_folder = false;         // the folder of drop-ins was made for it

  friend bool operator==(const DropIn&, const DropIn&) = default;
};

// Its text; nothing when a path cannot stand there.
std::optional<std::string> text_of(const DropIn& drop_in);
// What a text of ours says; nothing when it is not, or no longer, what text_of gave.
std::optional<DropIn> drop_in_of(const std::string& text);

enum class DropInState : std::uint8_t { none, ours, changed };

struct FoundDropIn {
  DropInState state = DropInState::none;
  DropIn drop_in{};   // when it is ours
  std::string fault;  // why it is not, when it is not as we wrote it
};

FoundDropIn find_drop_in(const std::string& path);

}  // namespace reprise::cli

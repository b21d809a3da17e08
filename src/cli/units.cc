// SPDX-License-Identifier: Apache-2.0
#include "cli/units.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "cli/drop_in.h"
#include "cli/elf_file.h"
#include "cli/files.h"
#include "cli/library_place.h"
#include "cli/loader.h"
#include "cli/program.h"
#include "cli/system_manager.h"
#include "cli/unit_place.h"

namespace reprise::cli {
namespace {

void say(const std::string& what, const std::string& fault) { fmt::print(stderr, "reprise: {}: {}\n", what, fault); }

// What a program of the unit is, that it will not be on Reprise; empty: nothing is known of that kind.
std::string objection_to_unit(const std::string& file) {
  std::istringstream lines(setting_in(file, "ExecStart"));
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, line.find_first_not_of("@-:+!"));
    const auto program = find_program(line.substr(0, line.find_first_of(" \t")));
    if (program.empty()) continue;
    if (auto objection = objection_to(program, Way::bound, ""); !objection.empty())
      return fmt::format("{} {}", program, objection);
  }
  return "";
}

// Why the unit cannot be enabled; empty: it can.
std::string refusal(const UnitPlace& place) {
  if (place.service.empty()) return "not the name of a service";
  if (place.definition.empty()) return "there is no such unit";
  for (const char* name : {"RootDirectory", "RootImage"}) {
    if (!setting_in(place.definition, name).empty()) {
      return fmt::format("has a system of its own ({}= in {}): enable it there, with --root", name, place.definition);
    }
  }
  const auto found = find_drop_in(place.drop_in);
  return found.state == DropInState::changed ? place.drop_in + " " + found.fault : "";
}

// Returns the fault; empty: none.
std::string write_drop_in(const UnitPlace& place, DropIn drop_in) {
  const auto folder = std::filesystem::path(place.drop_in).parent_path();
  std::error_code error;
  const auto before = find_drop_in(place.drop_in);
  drop_in.made_folder = std::filesystem::create_directories(folder, error);
  if (error) return folder.string() + ": " + error.message();
  if (before.state == DropInState::ours) drop_in.made_folder = before.drop_in.made_folder;
  const auto text = text_of(drop_in);
  if (!text) return drop_in.library + " has a name that cannot stand in a unit's file";
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text->data());
  const auto fault = replace_file(place.drop_in, Bytes(bytes, text->size()), Readers::anybody);
  return fault.empty() ? "" : place.drop_in + ": " + fault;
}

std::string remove_drop_in(const UnitPlace& place) {
  const auto found = find_drop_in(place.drop_in);
  if (found.state == DropInState::none) return "is not enabled";
  if (found.state == DropInState::changed) return place.drop_in + " " + found.fault + ": it is left alone";
  if (::unlink(place.drop_in.c_str()) != 0) return place.drop_in + ": " + std::strerror(errno);
  // Stays when somebody else has put something there.
  if (found.drop_in.made_folder) ::rmdir(std::filesystem::path(place.drop_in).parent_path().c_str());
  return "";
}

// Systemd, where it runs, and when something was changed of the system that it runs.
int reload(const std::string& root, bool changed, int status) {
  if (!changed || !root.empty() || !is_systemd_running()) return status;
  const auto fault = reload_units();
  if (fault.empty()) return status;
  fmt::print(stderr, "reprise: {}\n", fault);
  return kFault;
}

}  // namespace

int enable_units(const UnitArguments& arguments) {
  const auto root = plain_root(arguments.root);
  const auto library = our_library();
  if (!library) return kFault;
  DropIn drop_in{.library = inside(root, library->file), .places = system_libraries(root)};
  auto fault = place_fault(root, drop_in.library);
  if (fault.empty() && drop_in.places.empty()) fault = fmt::format("the system has no {} to put it over", kLibraryName);
  if (!fault.empty()) return say(library->file, fault), kFault;
  int status = 0;
  bool changed = false;
  for (const auto& word : arguments.units) {
    const auto place = place_of_unit(root, word);
    auto unit_fault = refusal(place);
    if (unit_fault.empty()) unit_fault = write_drop_in(place, drop_in);
    if (!unit_fault.empty()) {
      say(word, unit_fault);
      status = kFault;
      continue;
    }
    changed = true;
    fmt::print("{}: on Reprise {} from its next start: systemctl restart {}\n", place.service, library->version,
               place.service);
    const auto objection = root.empty() ? objection_to_unit(place.definition) : "";
    if (!objection.empty()) say(word, objection + "; it will not be on Reprise");
  }
  return reload(root, changed, status);
}

int disable_units(const UnitArguments& arguments) {
  const auto root = plain_root(arguments.root);
  int status = 0;
  bool changed = false;
  for (const auto& word : arguments.units) {
    const auto place = place_of_unit(root, word);
    const auto fault = place.service.empty() ? "not the name of a service" : remove_drop_in(place);
    if (!fault.empty()) {
      say(word, fault);
      status = kFault;
      continue;
    }
    changed = true;
    fmt::print("{}: on the system's libssl from its next start: systemctl restart {}\n", place.service, place.service);
  }
  return reload(root, changed, status);
}

}  // namespace reprise::cli

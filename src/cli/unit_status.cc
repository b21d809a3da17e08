// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "cli/drop_in.h"
#include "cli/elf_file.h"
#include "cli/system_manager.h"
#include "cli/unit_place.h"
#include "cli/units.h"
#include "cli/words.h"

namespace reprise::cli {
namespace {

// What the unit will get at its next start.
struct Next {
  std::string version;  // of Reprise; empty: it will not be that
  std::string why_not;
};

struct UnitState {
  UnitPlace place;
  bool enabled = false;
  Next next;
  std::optional<pid_t> main;  // as systemd says
  std::vector<Process> processes;

  // As far as its processes have a libssl.
  std::size_t with_libssl() const {
    return std::size_t(std::ranges::count_if(processes, [](const Process& p) { return !p.libraries.empty(); }));
  }
  std::size_t on_reprise() const { return std::size_t(std::ranges::count_if(processes, &Process::on_reprise)); }
  bool is_as_wished() const { return !next.version.empty() && on_reprise() == with_libssl(); }
};

Next next_of(const std::string& root, const UnitPlace& place) {
  const auto found = find_drop_in(place.drop_in);
  if (found.state == DropInState::none) return {.version = "", .why_not = "it is not enabled"};
  if (found.state == DropInState::changed) return {.version = "", .why_not = place.drop_in + " " + found.fault};
  if (place.definition.empty()) return {.version = "", .why_not = "there is no such unit"};
  for (const auto& system : found.drop_in.places) {
    if (!read_elf(root + system)) return {.version = "", .why_not = system + " is no more: enable it again"};
  }
  const auto library = read_elf(root + found.drop_in.library);
  if (!library) return {.version = "", .why_not = found.drop_in.library + " is not there"};
  if (library->reprise_version.empty()) return {.version = "", .why_not = found.drop_in.library + " is not ours"};
  return {.version = library->reprise_version, .why_not = ""};
}

UnitState state_of(const std::string& root, const std::string& word) {
  UnitState state{.place = place_of_unit(root, word)};
  if (state.place.service.empty()) return state;
  state.enabled = find_drop_in(state.place.drop_in).state != DropInState::none;
  state.next = next_of(root, state.place);
  if (!root.empty()) return state;
  state.main = main_process(state.place.service);
  if (state.main.value_or(0) > 0) state.processes = family_of(*state.main);
  return state;
}

std::string now_words(const UnitState& state) {
  if (!state.main) return "not known: there is no systemd to ask";
  if (*state.main == 0) return "nothing: it does not run";
  if (state.with_libssl() == 0) return fmt::format("no libssl ({} processes)", state.processes.size());
  if (state.on_reprise() == state.with_libssl()) return fmt::format("Reprise ({} processes)", state.on_reprise());
  if (state.on_reprise() == 0) return fmt::format("another libssl ({} processes)", state.with_libssl());
  return fmt::format("Reprise and another libssl ({} of {} processes are on Reprise)", state.on_reprise(),
                     state.with_libssl());
}

std::string next_words(const Next& next) {
  if (!next.version.empty()) return "Reprise " + printable(next.version);
  return "the system's libssl: " + next.why_not;
}

void print_state(const UnitState& state, bool whole_system) {
  fmt::print("{}\n", state.place.service);
  if (whole_system) fmt::print("  runs on {}\n", now_words(state));
  fmt::print("  will start on {}\n", next_words(state.next));
  for (const auto& process : state.processes) {
    for (const auto& library : process.libraries) {
      fmt::print("  {:>7}  {}  {}\n", process.pid, library_words(library), printable(process.program));
    }
  }
}

void put_state(Json& out, const UnitState& state) {
  out.open('{').key("unit").string(state.place.service).key("enabled").boolean(state.enabled);
  out.key("will_start_on").open('{').key("reprise").boolean(!state.next.version.empty());
  if (!state.next.version.empty()) out.key("version").string(state.next.version);
  if (!state.next.why_not.empty()) out.key("why_not").string(state.next.why_not);
  out.close('}');
  if (state.main) out.key("main_pid").number(std::uint64_t(*state.main));
  out.key("processes").open('[');
  for (const auto& process : state.processes) put_process(out, process);
  out.close(']').close('}');
}

}  // namespace

int show_units(const UnitArguments& arguments) {
  const auto root = plain_root(arguments.root);
  const auto units = arguments.units.empty() ? enabled_units(root) : arguments.units;
  if (units.empty() && !arguments.json) fmt::print("no unit is enabled\n");
  Json out;
  out.open('[');
  int status = kOnReprise;
  for (const auto& word : units) {
    const auto state = state_of(root, word);
    if (state.place.service.empty() || (state.place.definition.empty() && !state.enabled)) {
      fmt::print(stderr, "reprise: {}: there is no such unit\n", word);
      status = kFault;
      continue;
    }
    if (!state.is_as_wished() && status == kOnReprise) status = kNotOnReprise;
    if (arguments.json) {
      put_state(out, state);
    } else {
      print_state(state, root.empty());
    }
  }
  if (arguments.json) fmt::print("{}", out.close(']').line());
  return status;
}

}  // namespace reprise::cli

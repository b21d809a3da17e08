// SPDX-License-Identifier: Apache-2.0
#include "capi/library/process_settings.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "capi/library/diagnostics.h"
#include "operate/configuration_file.h"

namespace reprise::capi {
namespace {

struct FromFile {
  operate::Settings settings;
  std::string faults;  // lines
};
// Never destroyed: programs make contexts in their exit handlers. Null: nothing is said by a file. Not written once the
// library is loaded, so children of fork(2) and other threads find it as it is.
constinit const FromFile* from_file = nullptr;
constinit bool is_loaded = false;
constinit std::atomic<bool> was_said{false};

void load() {
  const auto path = operate::configuration_path(::secure_getenv("REPRISE_CONFIG"));
  const auto file = path.empty() ? operate::ConfigurationFile{} : operate::read_configuration(path);
  if (!file.there) return;
  auto* made = new FromFile{.settings = {file.content, operate::own_program_name()}, .faults = {}};
  for (const auto& fault : file.content.faults) made->faults += "reprise: " + describe(fault, path) + "\n";
  from_file = made;
}

// Runs when the library is loaded, or when another part that is started then asks: one thread, no lock of ours.
[[gnu::constructor]] void load_once() {
  if (is_loaded) return;
  is_loaded = true;
  if (::getauxval(AT_SECURE) != 0) return;
  try {
    load();
  } catch (const std::bad_alloc&) {
  }
}

operate::Settings settings_and(std::vector<std::string>& faults) {
  load_once();
  auto settings = from_file != nullptr ? from_file->settings : operate::Settings();
  settings.override_by(::secure_getenv, faults);
  return settings;
}

}  // namespace

operate::Settings process_settings() {
  std::vector<std::string> faults;
  return settings_and(faults);
}

void say_faults_of_settings() {
  if (was_said.exchange(true, std::memory_order_relaxed)) return;
  std::vector<std::string> of_environment;
  (void)settings_and(of_environment);
  std::string text = from_file != nullptr ? from_file->faults : "";
  for (const auto& fault : of_environment) text += "reprise: " + fault + "\n";
  if (const int to = standard_error(); to >= 0 && !text.empty()) (void)!::write(to, text.data(), text.size());
}

}  // namespace reprise::capi

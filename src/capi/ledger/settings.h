// SPDX-License-Identifier: Apache-2.0
// What the environment asks of the ledger.
//
//   REPRISE_LEDGER=1        on, reports as text; json: as JSON, a line each; empty, 0 or absent: off
//   REPRISE_LEDGER_FILE=F   reports are appended to F instead of written to standard error; %p stands for the process
//   id REPRISE_LEDGER_SIGNAL=S the signal that asks for a report: USR2, RTMIN+3, a number; none for no signal
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace reprise::capi::ledger {

enum class Format { text, json };

struct Settings {
  Format format = Format::text;
  std::string file;  // absolute, %p still in it; empty: standard error
  int signal = 0;    // 0: none
};

// `variable` gives the value of an environment variable, or null. Nothing when the ledger is off. A signal that is not
// understood counts as none.
std::optional<Settings> settings_from(const std::function<const char*(const char*)>& variable);

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// What is asked of the ledger.
#pragma once

#include <optional>
#include <string>

#include "operate/settings.h"

namespace reprise::capi::ledger {

enum class Format { text, json };

struct Settings {
  Format format = Format::text;
  std::string file;  // absolute, %p still in it; empty: standard error
  int signal = 0;    // 0: none
};

// Nothing when the ledger is off.
std::optional<Settings> settings_from(const operate::Settings& said);

}  // namespace reprise::capi::ledger

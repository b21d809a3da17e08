// SPDX-License-Identifier: Apache-2.0
// Reports for people.
#pragma once

#include <string>

#include "capi/ledger/report.h"
#include "capi/ledger/symbols.h"

namespace reprise::capi::ledger {

// Some lines, with a line end behind the last.
std::string text_of(const Refusal& refusal, Symbols& symbols);
std::string text_of(const Report& report, Symbols& symbols);

}  // namespace reprise::capi::ledger

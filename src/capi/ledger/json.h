// SPDX-License-Identifier: Apache-2.0
// Reports for programs: each an object on one line, described in docs/ledger.md.
#pragma once

#include <string>

#include "capi/ledger/report.h"
#include "capi/ledger/symbols.h"

namespace reprise::capi::ledger {

// One line, with its end.
std::string json_of(const Refusal& refusal, Symbols& symbols);
std::string json_of(const Report& report, Symbols& symbols);

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// Where reports go.
#pragma once

#include <string>
#include <string_view>

namespace reprise::capi::ledger {

// Appends `text` in one write to `file`, with %p replaced by the process id; to standard error when `file` is empty or
// cannot be opened. The file is opened anew each time: programs close descriptors that they do not know.
void write_out(std::string_view text, const std::string& file);

}  // namespace reprise::capi::ledger

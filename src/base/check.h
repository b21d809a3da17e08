// SPDX-License-Identifier: Apache-2.0
// CHECK: an invariant of ours that no peer and no caller can break.
#pragma once

namespace reprise {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace reprise

#define CHECK(condition) ((condition) ? void(0) : ::reprise::check_failed(#condition, __FILE__, __LINE__))

// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/call_site.h"

#include <unwind.h>

// Where this library lies in memory; the linker knows.
extern "C" {
[[gnu::visibility("hidden")]] extern const char __ehdr_start[];
[[gnu::visibility("hidden")]] extern const char _etext[];
}

namespace reprise::capi::ledger {
namespace {

bool is_ours(const void* address) { return address >= __ehdr_start && address < _etext; }

_Unwind_Reason_Code visit(_Unwind_Context* context, void* arg) {
  auto& site = *static_cast<CallSite*>(arg);
  const auto* address = reinterpret_cast<const void*>(_Unwind_GetIP(context));
  if (address == nullptr) return _URC_END_OF_STACK;
  if (is_ours(address)) {
    if (site.num_frames == 0) site.entry = address;
    return _URC_NO_REASON;
  }
  site.frames[site.num_frames++] = address;
  return site.num_frames < CallSite::kMaxFrames ? _URC_NO_REASON : _URC_END_OF_STACK;
}

}  // namespace

CallSite call_site(const char* by, const void* callback) {
  CallSite site{.by = by, .callback = callback};
  _Unwind_Backtrace(visit, &site);
  return site;
}

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// From the C settings to what a handshake reads.
#pragma once

#include "base/result.h"
#include "capi/objects/settings.h"
#include "capi/objects/ssl_ctx.h"

namespace reprise::capi {

// The Config that `settings` amount to, and nothing else: what hangs on more than them (a store that the program fills,
// a connection's server name) is asked when it is needed. Made when first asked for and kept until they change; runs no
// code of the program's, under no lock. Safe to call from several threads. Fails with no_protocols_available when no
// version is left.
Result<Ref<const handshake::Config>> compiled_config(const Settings& settings);

// The versions of `settings` that Reprise speaks: {lowest, highest}, both 0x0303 or 0x0304.
struct VersionRange {
  std::uint16_t lowest;
  std::uint16_t highest;
};
Result<VersionRange> version_range(const Settings& settings);

// Groups and signature schemes in force: as set, or the defaults.
std::vector<crypto::NamedGroup> groups_in_force(const Settings& settings);
std::vector<crypto::SignatureScheme> schemes_in_force(const Settings& settings);

}  // namespace reprise::capi

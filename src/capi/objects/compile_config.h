// SPDX-License-Identifier: Apache-2.0
// From the C settings to what a handshake reads.
#pragma once

#include "base/result.h"
#include "capi/objects/settings.h"
#include "capi/objects/ssl_ctx.h"

namespace reprise::capi {

// The Config that `settings` amount to: made when first asked for and kept until they change. Safe to call from several
// threads. Fails with no_protocols_available when no version is left.
Result<Ref<handshake::Config>> compiled_config(Settings& settings, SSL_CTX& ctx, const SSL_METHOD& method);

// The versions of `settings` and `method` that Reprise speaks: {lowest, highest}, both 0x0303 or 0x0304.
struct VersionRange {
  std::uint16_t lowest;
  std::uint16_t highest;
};
Result<VersionRange> version_range(const Settings& settings, const SSL_METHOD& method);

// Groups and signature schemes in force: as set, or the defaults.
std::vector<crypto::NamedGroup> groups_in_force(const Settings& settings);
std::vector<crypto::SignatureScheme> schemes_in_force(const Settings& settings);

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// Tells a peer that speaks something else than TLS by the first bytes it sends.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "wire/messages/record_header.h"

namespace reprise::record {

// `bytes` are where the first record's header should be. What does not look like TLS fails silently, since the peer
// would not understand an alert: http_request, https_proxy_request or wrong_version_number.
Result<> check_first_bytes(std::span<const std::uint8_t, wire::kRecordHeaderLen> bytes);

}  // namespace reprise::record

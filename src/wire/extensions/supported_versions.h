// SPDX-License-Identifier: Apache-2.0
// supported_versions (RFC 8446, 4.2.1).
// Shape in a ClientHello:                       length[1] | ( version[2] )+
// Shape in a ServerHello or HelloRetryRequest:  version[2]
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

Result<U16List> read_supported_versions(Bytes body);
void write_supported_versions(Writer& out, std::span<const ProtocolVersion> versions);

Result<ProtocolVersion> read_selected_version(Bytes body);
void write_selected_version(Writer& out, ProtocolVersion version);

}  // namespace reprise::wire

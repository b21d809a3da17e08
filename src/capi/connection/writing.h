// SPDX-License-Identifier: Apache-2.0
// How data goes out, for all calls that write.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// What takes the data: engine::Connection::write or write_early_data.
using WriteStep = Result<engine::Transfer> (engine::Connection::*)(Bytes);

// Seals and sends `length` bytes, or as many as one call may by `unit`, which is `length` or less. 1 with `written`
// set, -1 when it must be repeated with the same data (ssl->want) or has failed. The connection is usable.
int write_data(SSL* ssl, Bytes data, std::size_t unit, WriteStep step, std::size_t& written, const char* function);

}  // namespace reprise::capi

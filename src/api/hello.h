// SPDX-License-Identifier: Apache-2.0
// A ClientHello as programs see it.
#pragma once

#include "base/result.h"
#include "reprise/hello.h"
#include "wire/messages/client_hello.h"

namespace reprise::api {

// What `hello` asks for; texts are lent by it. Fails with decode_error where an extension that is shown cannot be read.
Result<v0::Hello> hello_of(const wire::ClientHello& hello);

}  // namespace reprise::api

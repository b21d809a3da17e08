// SPDX-License-Identifier: Apache-2.0
// Suites as the API hands them out: SSL_CIPHER and stacks of them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "capi/library/types.h"

namespace reprise::capi {

// The suite of `id`, or one of the signalling values; null for any other code. Static storage.
const SSL_CIPHER* find_cipher(std::uint16_t id);

struct CipherStackDeleter {
  void operator()(STACK_OF(SSL_CIPHER) * stack) const { sk_SSL_CIPHER_free(stack); }
};
using CipherStack = std::unique_ptr<STACK_OF(SSL_CIPHER), CipherStackDeleter>;

// A new stack of the suites of `ids`, in order; codes that no suite has are left out. Null when out of memory.
// release() hands it to a caller who frees it with sk_SSL_CIPHER_free.
CipherStack make_cipher_stack(std::span<const std::uint16_t> ids);

}  // namespace reprise::capi

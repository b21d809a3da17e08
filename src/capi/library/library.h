// SPDX-License-Identifier: Apache-2.0
// What every SSL_CTX on one library context of libcrypto shares.
#pragma once

#include <openssl/types.h>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/library.h"

namespace reprise::capi {

using crypto::Library;

// The one of `context` (null: the default) and `properties` (null: none). That of the default context without
// properties is made once and lives as long as the process, since programs may use it from their exit handlers.
Result<Ref<Library>> library_of(OSSL_LIB_CTX* context, const char* properties);

// The same, as libcrypto's default properties are now: they may change while the process runs (fips=yes). Contexts made
// before keep what they have.
Result<Ref<Library>> library_for_new_context(OSSL_LIB_CTX* context, const char* properties);

}  // namespace reprise::capi

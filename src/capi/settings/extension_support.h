// SPDX-License-Identifier: Apache-2.0
// Which extensions the library sees to itself.
#pragma once

namespace reprise::capi {

// Whether `type` is one that the API calls supported: programs cannot bring their own, and it shows in
// SSL_client_hello_get1_extensions_present. Compat: the list is OpenSSL's, also where Reprise ignores the extension.
bool extension_supported(unsigned type);

}  // namespace reprise::capi

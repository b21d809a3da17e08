// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_set_tlsext_max_fragment_length and its twin: what a client asks for (RFC 6066, 4).
#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

template <typename Owner>
int set_mode(Owner* owner, std::uint8_t mode) {
  return guard([&]() -> Result<> {
    if (mode > TLSEXT_max_fragment_length_4096) return fail_silently(Reason::invalid_max_fragment_length);
    owner->edit([&](Settings& settings) { settings.max_fragment_length_mode = mode; });
    return success();
  });
}

}  // namespace

extern "C" {

int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX* ctx, uint8_t mode) { return set_mode(ctx, mode); }
int SSL_set_tlsext_max_fragment_length(SSL* ssl, uint8_t mode) { return set_mode(ssl, mode); }

}  // extern "C"

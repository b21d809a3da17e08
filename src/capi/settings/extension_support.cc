// SPDX-License-Identifier: Apache-2.0
#include "capi/settings/extension_support.h"

#include <openssl/ssl.h>
#include <openssl/tls1.h>

#include <algorithm>
#include <iterator>

namespace reprise::capi {
namespace {

constexpr unsigned kSupported[] = {
    TLSEXT_TYPE_server_name,
    TLSEXT_TYPE_max_fragment_length,
    TLSEXT_TYPE_status_request,
    TLSEXT_TYPE_supported_groups,
    TLSEXT_TYPE_ec_point_formats,
    TLSEXT_TYPE_srp,
    TLSEXT_TYPE_signature_algorithms,
    TLSEXT_TYPE_use_srtp,
    TLSEXT_TYPE_application_layer_protocol_negotiation,
    TLSEXT_TYPE_signed_certificate_timestamp,
    TLSEXT_TYPE_padding,
    TLSEXT_TYPE_encrypt_then_mac,
    TLSEXT_TYPE_extended_master_secret,
    TLSEXT_TYPE_session_ticket,
    TLSEXT_TYPE_psk,
    TLSEXT_TYPE_early_data,
    TLSEXT_TYPE_supported_versions,
    TLSEXT_TYPE_cookie,
    TLSEXT_TYPE_psk_kex_modes,
    TLSEXT_TYPE_certificate_authorities,
    TLSEXT_TYPE_post_handshake_auth,
    TLSEXT_TYPE_key_share,
    TLSEXT_TYPE_next_proto_neg,
    TLSEXT_TYPE_renegotiate,
};

}  // namespace

bool extension_supported(unsigned type) { return std::ranges::find(kSupported, type) != std::end(kSupported); }

}  // namespace reprise::capi

extern "C" int SSL_extension_supported(unsigned type) { return reprise::capi::extension_supported(type); }

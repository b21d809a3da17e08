// SPDX-License-Identifier: Apache-2.0
// SSL_METHOD: which versions and which sides an SSL_CTX is for.
#include "capi/objects/ssl_ctx.h"

namespace {

using Side = ssl_method_st::Side;

constexpr ssl_method_st kTls{TLS_ANY_VERSION, Side::both, false};
constexpr ssl_method_st kTlsServer{TLS_ANY_VERSION, Side::server, false};
constexpr ssl_method_st kTlsClient{TLS_ANY_VERSION, Side::client, false};
constexpr ssl_method_st kTls12{TLS1_2_VERSION, Side::both, false};
constexpr ssl_method_st kTls12Server{TLS1_2_VERSION, Side::server, false};
constexpr ssl_method_st kTls12Client{TLS1_2_VERSION, Side::client, false};
constexpr ssl_method_st kTls11{TLS1_1_VERSION, Side::both, false};
constexpr ssl_method_st kTls11Server{TLS1_1_VERSION, Side::server, false};
constexpr ssl_method_st kTls11Client{TLS1_1_VERSION, Side::client, false};
constexpr ssl_method_st kTls10{TLS1_VERSION, Side::both, false};
constexpr ssl_method_st kTls10Server{TLS1_VERSION, Side::server, false};
constexpr ssl_method_st kTls10Client{TLS1_VERSION, Side::client, false};
constexpr ssl_method_st kDtls{DTLS_ANY_VERSION, Side::both, true};
constexpr ssl_method_st kDtlsServer{DTLS_ANY_VERSION, Side::server, true};
constexpr ssl_method_st kDtlsClient{DTLS_ANY_VERSION, Side::client, true};
constexpr ssl_method_st kDtls12{DTLS1_2_VERSION, Side::both, true};
constexpr ssl_method_st kDtls12Server{DTLS1_2_VERSION, Side::server, true};
constexpr ssl_method_st kDtls12Client{DTLS1_2_VERSION, Side::client, true};
constexpr ssl_method_st kDtls10{DTLS1_VERSION, Side::both, true};
constexpr ssl_method_st kDtls10Server{DTLS1_VERSION, Side::server, true};
constexpr ssl_method_st kDtls10Client{DTLS1_VERSION, Side::client, true};

}  // namespace

extern "C" {

const SSL_METHOD* TLS_method() { return &kTls; }
const SSL_METHOD* TLS_server_method() { return &kTlsServer; }
const SSL_METHOD* TLS_client_method() { return &kTlsClient; }
const SSL_METHOD* TLSv1_2_method() { return &kTls12; }
const SSL_METHOD* TLSv1_2_server_method() { return &kTls12Server; }
const SSL_METHOD* TLSv1_2_client_method() { return &kTls12Client; }

// Compat: the methods of versions that Reprise lacks exist, so that programs that only list them run on; SSL_CTX_new
// makes no context of them.
const SSL_METHOD* TLSv1_1_method() { return &kTls11; }
const SSL_METHOD* TLSv1_1_server_method() { return &kTls11Server; }
const SSL_METHOD* TLSv1_1_client_method() { return &kTls11Client; }
const SSL_METHOD* TLSv1_method() { return &kTls10; }
const SSL_METHOD* TLSv1_server_method() { return &kTls10Server; }
const SSL_METHOD* TLSv1_client_method() { return &kTls10Client; }
const SSL_METHOD* DTLS_method() { return &kDtls; }
const SSL_METHOD* DTLS_server_method() { return &kDtlsServer; }
const SSL_METHOD* DTLS_client_method() { return &kDtlsClient; }
const SSL_METHOD* DTLSv1_2_method() { return &kDtls12; }
const SSL_METHOD* DTLSv1_2_server_method() { return &kDtls12Server; }
const SSL_METHOD* DTLSv1_2_client_method() { return &kDtls12Client; }
const SSL_METHOD* DTLSv1_method() { return &kDtls10; }
const SSL_METHOD* DTLSv1_server_method() { return &kDtls10Server; }
const SSL_METHOD* DTLSv1_client_method() { return &kDtls10Client; }

const SSL_METHOD* SSL_CTX_get_ssl_method(const SSL_CTX* ctx) { return ctx->method(); }

}  // extern "C"

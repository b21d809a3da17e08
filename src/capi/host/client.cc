// SPDX-License-Identifier: Apache-2.0
// A client's questions: its certificate, the server's stapled response.
#include "capi/host/callback_host.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {

using handshake::Answer;
using handshake::answered;
using handshake::not_yet;

namespace {

// Takes over what the old client certificate callback hands out.
Result<> use_credential(SSL* ssl, Own<X509> certificate, Own<EVP_PKEY> key) {
  if (!certificate || !key) return fail(Alert::internal_error, Reason::bad_data);
  if (SSL_use_certificate(ssl, certificate.get()) != 1 || SSL_use_PrivateKey(ssl, key.get()) != 1) {
    return fail(Alert::internal_error, Reason::callback_failed);
  }
  return success();
}

}  // namespace

Answer<> CallbackHost::client_certificate_wanted(const handshake::Facts&) {
  auto* callback = ssl_->ctx->live.client_cert;
  if (callback == nullptr) return answered();
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
  const int result = callback(ssl_, &certificate, &key);
  if (result < 0) {
    ssl_->want = Want::x509_lookup;
    return not_yet();
  }
  Own<X509> given_certificate(certificate);
  Own<EVP_PKEY> given_key(key);
  if (result == 1) TRY(use_credential(ssl_, std::move(given_certificate), std::move(given_key)));
  return answered();
}

Result<> CallbackHost::check_ocsp_response(const handshake::Facts&) {
  const auto& live = ssl_->ctx->live;
  if (live.status == nullptr) return success();
  const int result = live.status(ssl_, live.status_arg);
  if (result == 0) return fail(Alert::bad_certificate_status_response, Reason::status_response_invalid);
  if (result < 0) return fail(Alert::internal_error, Reason::out_of_memory);
  return success();
}

std::optional<ByteVector> CallbackHost::session_ticket_extension() { return ssl_->ticket_extension; }

}  // namespace reprise::capi

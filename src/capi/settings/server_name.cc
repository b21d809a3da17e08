// SPDX-License-Identifier: Apache-2.0
// SSL_get_servername: which name a connection is about.
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

const char* name_in(const session::Session* session) {
  return session != nullptr ? text_of(session->lend(session::Lent::hostname)).data() : nullptr;
}

bool resumed_tls12(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return facts.resumed && facts.version != TLS1_3_VERSION;
}

// TLS 1.2 agrees on the name in the full handshake only; TLS 1.3 in each.
const char* name_for_server(const SSL* ssl) {
  if (ssl->engine == nullptr) return nullptr;
  return resumed_tls12(ssl) ? name_in(facts_of(ssl).session.get()) : ssl->host->requested_server_name();
}

const char* name_for_client(const SSL* ssl) {
  const char* wanted = ssl->has_server_name ? ssl->server_name.c_str() : nullptr;
  if (SSL_in_before(ssl) != 0) {
    const bool offers_tls12 = ssl->offered && ssl->offered->data().version() != TLS1_3_VERSION;
    return wanted == nullptr && offers_tls12 ? name_in(ssl->offered.get()) : wanted;
  }
  const char* agreed = resumed_tls12(ssl) ? name_in(facts_of(ssl).session.get()) : nullptr;
  return agreed != nullptr ? agreed : wanted;
}

}  // namespace

extern "C" {

const char* SSL_get_servername(const SSL* ssl, int type) {
  if (type != TLSEXT_NAMETYPE_host_name) return nullptr;
  return ssl->side == Side::server ? name_for_server(ssl) : name_for_client(ssl);
}

int SSL_get_servername_type(const SSL* ssl) {
  return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr ? TLSEXT_NAMETYPE_host_name : -1;
}

}  // extern "C"

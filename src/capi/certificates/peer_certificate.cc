// SPDX-License-Identifier: Apache-2.0
// The certificates of a connection: the peer's and our own.
#include "capi/library/guard.h"
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"
#include "crypto/signature_scheme.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

template <typename T>
T* or_null(Result<T*> found) {
  return found.ok() ? found.value() : nullptr;
}

// Lent; null while nobody has proved to be the peer.
X509* peer_leaf(const SSL* ssl) {
  if (ssl == nullptr || !facts_of(ssl).peer) return nullptr;
  return pointer_from([&] { return or_null(shown_peer(ssl).at(0)); });
}

// Compat: a client's verify callback sees the chain that it is asked about; a server's does not. Lent; may be null.
ShownChain* chain_to_show(const SSL* ssl) {
  const auto* candidate = ssl->host && ssl->side == Side::client ? ssl->host->candidate() : nullptr;
  if (candidate != nullptr) return &shown_candidate(ssl, *candidate);
  const auto* chain = facts_of(ssl).peer.chain();
  return chain != nullptr && !chain->empty() ? &shown_peer(ssl) : nullptr;
}

const CertificateSlot* slot_in_use(const Settings& settings) {
  return &settings.certificates.slots[settings.certificates.current];
}

std::optional<SlotType> slot_for(crypto::KeyType type) {
  switch (type) {
    case crypto::KeyType::rsa: return SlotType::rsa;
    case crypto::KeyType::rsa_pss: return SlotType::rsa_pss;
    case crypto::KeyType::ec: return SlotType::ecdsa;
    case crypto::KeyType::ed25519: return SlotType::ed25519;
    case crypto::KeyType::ed448: return SlotType::ed448;
    case crypto::KeyType::dsa:
    case crypto::KeyType::unknown: break;
  }
  return std::nullopt;
}

// The one that the handshake has chosen to sign with, if it has, or the one that was set last.
const CertificateSlot* slot_in_use(const SSL* ssl) {
  const auto& settings = *ssl->settings;
  const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(facts_of(ssl).local_signature_scheme));
  const auto type = scheme != nullptr ? slot_for(scheme->key_type) : std::nullopt;
  const auto* chosen = type ? &settings.certificates.slots[std::size_t(*type)] : nullptr;
  return chosen != nullptr && chosen->certificate && chosen->key ? chosen : slot_in_use(settings);
}

template <typename Owner>
void set_certificate_callback(Owner* owner, CertCallback callback, void* arg) {
  change(owner, [&](Settings& settings) { settings.cert_callback = callback, settings.cert_callback_arg = arg; });
}

}  // namespace

extern "C" {

X509* SSL_get0_peer_certificate(const SSL* ssl) { return peer_leaf(ssl); }
X509* SSL_get1_peer_certificate(const SSL* ssl) { return share(peer_leaf(ssl)).release(); }

STACK_OF(X509) * SSL_get_peer_cert_chain(const SSL* ssl) {
  if (ssl == nullptr) return nullptr;
  // Compat: a server's view of its client's chain leaves the leaf out (SSL_get_peer_cert_chain(3)).
  const std::size_t first = ssl->side == Side::client ? 0 : 1;
  return pointer_from([&]() -> STACK_OF(X509)* {
    auto* const chain = chain_to_show(ssl);
    return chain != nullptr ? or_null(chain->stack(first)) : nullptr;
  });
}

X509* SSL_get_certificate(const SSL* ssl) { return slot_in_use(ssl)->certificate.get(); }
EVP_PKEY* SSL_get_privatekey(const SSL* ssl) { return slot_in_use(ssl)->key.get(); }
X509* SSL_CTX_get0_certificate(const SSL_CTX* ctx) { return slot_in_use(*ctx->settings())->certificate.get(); }
EVP_PKEY* SSL_CTX_get0_privatekey(const SSL_CTX* ctx) { return slot_in_use(*ctx->settings())->key.get(); }

void SSL_CTX_set_cert_cb(SSL_CTX* ctx, CertCallback callback, void* arg) {
  set_certificate_callback(ctx, callback, arg);
}
void SSL_set_cert_cb(SSL* ssl, CertCallback callback, void* arg) { set_certificate_callback(ssl, callback, arg); }

void SSL_CTX_set_client_cert_cb(SSL_CTX* ctx, int (*callback)(SSL*, X509**, EVP_PKEY**)) {
  ctx->live.client_cert = callback;
}
int (*SSL_CTX_get_client_cert_cb(SSL_CTX* ctx))(SSL*, X509**, EVP_PKEY**) { return ctx->live.client_cert; }

}  // extern "C"

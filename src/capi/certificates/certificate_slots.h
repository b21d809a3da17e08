// SPDX-License-Identifier: Apache-2.0
// Puts certificates and keys into the slots of a context or connection, by the rules of SSL_CTX_use_certificate(3).
#pragma once

#include <optional>

#include "base/result.h"
#include "capi/objects/ctrl_target.h"

namespace reprise::capi {

// Where credentials are put: a connection, or a context when `ssl` is null.
using SlotOwner = CtrlTarget;
inline SlotOwner owner_of(SSL_CTX* ctx) { return {ctx, nullptr}; }
inline SlotOwner owner_of(SSL* ssl) { return {ssl != nullptr ? ssl->ctx.get() : nullptr, ssl}; }

// The slot for keys of this type; nothing when TLS has no use for it.
std::optional<SlotType> slot_of(const EVP_PKEY* key);

// Takes a reference of its own. A key that does not fit the new certificate is dropped from the slot.
Result<> use_certificate(const SlotOwner& owner, X509* certificate);
// Takes a reference of its own. Fails when the slot's certificate is another key's; libcrypto's reason is on the queue.
Result<> use_key(const SlotOwner& owner, EVP_PKEY* key);
// Certificate, key and chain (which may be null) at once; an occupied slot is only replaced with `replace`.
enum class Replace : bool { no, yes };
Result<> use_certificate_and_key(const SlotOwner& owner, X509* certificate, EVP_PKEY* key, STACK_OF(X509)* chain,
                                 Replace replace);
// Whether the current slot has a certificate and the key that belongs to it.
Result<> check_current_key(const Settings& settings);

// Whether the security level takes the certificate as one of ours.
Result<> check_strength(const SlotOwner& owner, X509* certificate);

}  // namespace reprise::capi

// SPDX-License-Identifier: Apache-2.0
// Certificates and signatures, the same for both sides (RFC 5246, 7.4.2, 7.4.3 and 7.4.8; RFC 8422).
#pragma once

#include "handshake/flow/context.h"
#include "handshake/negotiation/signature_choice.h"
#include "wire/codes/cipher_suite.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_verify.h"

namespace reprise::handshake::tls12 {

// Appends Certificate. `credential` null: a client that has none.
Result<> send_certificate(Context& context, const Credential* credential);
// The chain in `message`, leaf first; null when the list is empty.
Result<Ref<const crypto::CertificateChain>> read_chain(Context& context, const wire::CertificateTls12& message);

// Whether a key of this type goes with a suite of that authentication. EdDSA goes as ECDSA does (RFC 8422, 2).
bool key_suits(crypto::KeyType type, wire::Auth auth);

// The Host's signature of `content` as `choice` says; sets facts.local_signature_scheme.
Answer<ByteVector> sign(Context& context, const SignatureChoice& choice, Bytes content);
// Makes the candidate the peer by its signature over `content`.
// Fails with illegal_parameter for a scheme that was not offered or does not suit the key, or a key on a curve that is
// not ours, with decrypt_error for a signature that does not fit.
Result<> check_signature(Context& context, Role own_role, const CandidatePeer& candidate,
                         const wire::DigitallySigned& signature, Bytes content);

// What the signature of ServerKeyExchange covers (RFC 8422, 5.4): both randoms and the parameters.
ByteVector signed_params(const Facts& facts, Bytes params);

}  // namespace reprise::handshake::tls12

// SPDX-License-Identifier: Apache-2.0
// The messages that prove who a side is: Certificate, CertificateVerify, Finished (RFC 8446, 4.4). The same for both
// sides, in the handshake and after it.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/host/config.h"
#include "handshake/negotiation/signature_choice.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_verify.h"
#include "wire/messages/finished.h"

namespace reprise::handshake::tls13 {

// Appends Certificate. `credential` null: we have none. `ocsp_response` goes with the leaf; empty: none.
Result<> send_certificate(Context& context, Bytes request_context, const Credential* credential, Bytes ocsp_response);
// Appends CertificateVerify over the transcript as it stands, once the Host has signed it, and sets
// facts.local_signature_scheme.
Answer<> send_certificate_verify(Context& context, Role signer, const SignatureChoice& choice);
// Appends Finished under `base_key` and notes its verify_data in facts.
Result<> send_finished(Context& context, Role sender, crypto::HashAlgorithm hash, Bytes base_key);

// The chain in `message`, and into facts.ocsp_response what is stapled to its leaf; null when the list is empty.
// `ocsp_requested`: status_request may answer. An extension that was not asked for is unsupported_extension.
enum class OcspRequested : std::uint8_t { no, yes };
Result<Ref<const crypto::CertificateChain>> read_chain(Context& context, const wire::CertificateTls13& message,
                                                       OcspRequested ocsp_requested);
// Makes the candidate the peer by its signature over the transcript without this message. `own_role` is ours: the peer
// is the other one.
Result<> check_certificate_verify(Context& context, Role own_role, const CandidatePeer& candidate,
                                  const wire::CertificateVerify& message);
// decrypt_error/digest_check_failed when the peer's verify_data does not match the transcript without this message.
Result<> check_finished(Context& context, Role sender, crypto::HashAlgorithm hash, Bytes base_key,
                        const wire::Finished& message);

}  // namespace reprise::handshake::tls13

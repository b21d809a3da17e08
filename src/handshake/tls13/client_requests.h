// SPDX-License-Identifier: Apache-2.0
// What a client does with a CertificateRequest, in the handshake (RFC 8446, 4.3.2) and after it (4.6.2).
#pragma once

#include <optional>

#include "handshake/negotiation/signature_choice.h"
#include "handshake/tls13/client_states.h"

namespace reprise::handshake::tls13 {

// Checks the request and notes it in facts.
Result<> note_certificate_request(const wire::CertificateRequestTls13& request, ClientContext& context);

// Asks the Host for a certificate until there is one that fits or all questions are answered; `asked` remembers across
// "not yet".
struct ClientCredential {
  std::optional<SignatureChoice> choice;  // none: an empty Certificate is sent
};
Answer<ClientCredential> choose_client_credential(ClientCertificateQuestions& asked, ClientContext& context);

// Appends Certificate. With a certificate, a signature comes next.
Result<> send_client_certificate(const ClientCredential& credential, ClientContext& context);

}  // namespace reprise::handshake::tls13

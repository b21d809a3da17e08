// SPDX-License-Identifier: Apache-2.0
// The lists of CA names that a peer is asked for certificates of.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "capi/library/own.h"
#include "capi/library/types.h"

namespace reprise::capi {

// An SSL_CTX has one, and so has each SSL. They are no settings that SSL_new copies: programs hold pointers to the
// lists of a context, and what is put into them counts for connections that exist already.
struct CaLists {
  Own<STACK_OF(X509_NAME)> names;         // SSL_CTX_set0_CA_list
  Own<STACK_OF(X509_NAME)> client_names;  // SSL_CTX_set_client_CA_list: a server's, before the one above
};

// The names that a peer has sent, as programs see them: one object until it sends others.
struct ShownNames {
  std::vector<ByteVector> made_of;  // DER
  Own<STACK_OF(X509_NAME)> stack;
};

// A copy of its own. Throws bad_alloc.
CaLists clone(const CaLists& lists);

// DER names that `ssl` sends now: a server's in its CertificateRequest, a client's in its ClientHello.
std::vector<ByteVector> ca_names_to_send(const SSL* ssl);

}  // namespace reprise::capi

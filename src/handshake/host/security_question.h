// SPDX-License-Identifier: Apache-2.0
// What a handshake asks its Host's security policy about (SSL_CTX_set_security_level(3)).
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <variant>

#include "crypto/named_group.h"
#include "crypto/signature_scheme.h"
#include "reprise/security_policy.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

using v0::SecurityUse;

struct SuiteQuestion {
  SecurityUse use;
  const wire::CipherSuite& suite;
};
struct GroupQuestion {
  SecurityUse use;
  const crypto::GroupInfo& group;
};
struct SchemeQuestion {
  SecurityUse use;
  const crypto::SchemeInfo& scheme;
};
struct TicketQuestion {};
// Of a chain of ours that is about to be sent.
struct CertificateKeyQuestion {
  X509* certificate;
  int bits;  // of security; -1: not known
  bool is_leaf;
};
struct CertificateDigestQuestion {
  X509* certificate;
  int bits;  // of security; -1: not known
  int nid;   // of the digest, or of the signature when that has none apart
};

// Lends what it points at for the call.
using SecurityQuestion = std::variant<SuiteQuestion, GroupQuestion, SchemeQuestion, TicketQuestion,
                                      CertificateKeyQuestion, CertificateDigestQuestion>;

}  // namespace reprise::handshake

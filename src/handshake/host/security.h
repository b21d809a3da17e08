// SPDX-License-Identifier: Apache-2.0
// What a security level lets through, and the questions that handshakes put to SecurityPolicy::allows
// (SSL_CTX_set_security_level(3)).
#pragma once

#include "crypto/named_group.h"
#include "crypto/signature_scheme.h"
#include "handshake/host/security_policy.h"
#include "handshake/host/security_question.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

// Security bits that `level`, 0 to 5, asks for at least: 0, 80, 112, 128, 192, 256. Other levels count as the nearest.
int minimum_security_bits(int level);

// The meaning of `level` where no callback overrides it: the bits above; from level 3 on forward secrecy and no
// tickets.
bool allowed_at_level(int level, const SecurityQuestion& question);

// The questions. Each asks `policy` and returns its answer.
bool allows(SecurityPolicy& policy, SecurityUse use, const wire::CipherSuite& suite);
bool allows(SecurityPolicy& policy, SecurityUse use, const crypto::GroupInfo& group);
bool allows(SecurityPolicy& policy, SecurityUse use, const crypto::SchemeInfo& scheme);
bool allows_tickets(SecurityPolicy& policy);

}  // namespace reprise::handshake

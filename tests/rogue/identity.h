// SPDX-License-Identifier: Apache-2.0
// Who the peer can be, and who it can only pretend to be.
#pragma once

#include "crypto/algorithms.h"
#include "handshake/host/config.h"

namespace reprise::rogue {

const Ref<const crypto::Algorithms>& algorithms();

// The peer's own: certificate and key.
const handshake::Credential& mallory();
// Another who is trusted: the peer has seen his certificate, as everybody has, and never his key. Only tests that make
// what he himself sent in other connections use the key.
const handshake::Credential& alice();

// "mallory", "alice", or "?" for any other leaf.
const char* name_of(const crypto::CertificateChain& chain);

}  // namespace reprise::rogue

// SPDX-License-Identifier: Apache-2.0
// The peer that cannot prove who it is. An honest library plays it, with the victim's certificate and a key that is not
// the certificate's; what it sends is changed on the way with the secrets that it logs: the proof is left out, and what
// follows is made to fit. AES-128-GCM and SHA-256 only.
#ifndef AUTHENTICATION_FORGER_H
#define AUTHENTICATION_FORGER_H

#include <openssl/ssl.h>

#include "credentials.h"

// Hears the secrets of this context's connections.
void forger_hears(SSL_CTX *ctx);

// True for credentials that need the forger.
int forger_plays(enum credential credential);

// A connection begins in which `peer` shows `credential`; one at a time.
void forger_begins(SSL *peer, enum role judge, int version, enum credential credential);

// Moves what the peer has sent to the judge. The flight that holds the peer's Certificate is replaced.
void forger_passes(BIO *from_peer, BIO *to_judge);

// The data that follows on a forged flight is this byte.
enum { kForgedByte = 'f' };

#endif

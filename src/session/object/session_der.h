// SPDX-License-Identifier: Apache-2.0
// A session as DER: OpenSSL's SSL_SESSION_ASN1, so that files and caches written by either are read by the other.
//
//   SEQUENCE { version INTEGER (1), ssl_version INTEGER, cipher OCTET STRING (2), session_id OCTET STRING,
//              master_key OCTET STRING, [0] IMPLICIT OCTET STRING OPTIONAL, then EXPLICIT and OPTIONAL:
//              [1] time  [2] timeout  [3] peer certificate  [4] session id context  [5] verify result  [6] host name
//              [7] PSK identity hint  [8] PSK identity  [9] lifetime hint  [10] ticket  [11] compression
//              [12] SRP user name  [13] flags  [14] ticket_age_add  [15] max_early_data  [16] ALPN
//              [17] max_fragment_length  [18] ticket appdata  [19] key exchange group  [20] raw public key }
//
// In [0] SSL 2.0 had key_arg, which OpenSSL still reads and drops: there our own servers put what the verdict on the
// client hung on (client_trust.h).
//
// Integers that are zero are left out, except [19]; [4] is written even when empty.
//
// Of the flags OpenSSL knows bit 0, and keeps the others as they are. Bits 8 to 30 hold our own: the time of the full
// handshake behind the session, in units of 512 s, so that a chain of resumptions ends where it must (lineage.h)
// whichever cache, key callback or file its sessions went through.
#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate_interner.h"
#include "session/object/session.h"

namespace reprise::session {

enum class WithPeer : std::uint8_t { yes, no };  // the peer's certificate

// Appends the DER form of `session` to `out`: it holds the secret, so wipe it after use. Fails with bad_cipher, leaving
// `out` as it was, when the session has no cipher suite.
Result<> encode_session(const Session& session, ByteVector& out, WithPeer with_peer = WithPeer::yes);

// The number of bytes that encode_session() would append; 0 when it would fail.
std::size_t encoded_session_len(const Session& session, WithPeer with_peer = WithPeer::yes);

struct DecodedSession {
  Ref<Session> session;
  std::size_t consumed = 0;  // bytes of the input that the session took; what follows was not looked at
};

// The session at the start of `der`. Time 0 or absent becomes `now`, timeout 0 or
// absent 3 s. Accepts DER only: of BER's other forms, none that encoders of
// sessions write. Fails with bad_data, unknown_cipher_returned (a suite that wire/
// has no row for) or unsupported_protocol; the alert is internal_error throughout.
Result<DecodedSession> decode_session(Bytes der, crypto::CertificateInterner& certificates, UnixSeconds now);

}  // namespace reprise::session

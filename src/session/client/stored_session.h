// SPDX-License-Identifier: Apache-2.0
// A client's session as it is kept outside of the process, before it is sealed.
//
//   format[1] = 1 | (certificate<1..2^24-1>)*<0..2^24-1> | session as DER (session_der.h)
//
// The certificates are the peer's chain as it was sent, without the leaf, which is in the DER form: whoever offers the
// session again can verify the whole chain by what is trusted then.
#pragma once

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/certificate_interner.h"
#include "session/object/session.h"

namespace reprise::session {

// Fails as encode_session() does.
Result<SecretBytes> encode_stored_session(const Session& session);

// The session in `bytes`, with its peer's chain. Fails with decode_error or as decode_session() does, and with bad_data
// when there is a chain and no leaf.
Result<Ref<Session>> decode_stored_session(Bytes bytes, crypto::CertificateInterner& certificates, UnixSeconds now);

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
// Sessions in files: PEM ("SSL SESSION PARAMETERS") or DER.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/ref.h"
#include "crypto/certificate_interner.h"
#include "session/object/session.h"

namespace reprise::cli {

// The session in the `content` of the file `path`, which is wiped; null with a word on stderr when there is none.
Ref<session::Session> session_in(ByteVector content, const std::string& path,
                                 crypto::CertificateInterner& certificates, std::int64_t now);
// Writes PEM, readable by the owner alone, and replaces the file as a whole. False with a word on stderr on failure.
bool save_session(const std::string& path, const session::Session& session);

}  // namespace reprise::cli

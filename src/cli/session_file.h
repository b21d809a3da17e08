// Sessions in files: PEM ("SSL SESSION PARAMETERS") or DER.
#pragma once

#include <optional>
#include <string>

#include "base/ref.h"
#include "crypto/certificate_interner.h"
#include "session/session.h"

namespace reprise::cli {

// The session in `path`; null with a word on stderr when there is none to read.
Ref<session::Session> load_session(const std::string& path, crypto::CertificateInterner& certificates,
                                   std::int64_t now);
// Writes PEM, readable by the owner alone, and replaces the file as a whole. False with a word on stderr on failure.
bool save_session(const std::string& path, const session::Session& session);

}  // namespace reprise::cli

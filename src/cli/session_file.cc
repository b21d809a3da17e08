// SPDX-License-Identifier: Apache-2.0
#include "cli/session_file.h"

#include <fmt/core.h>

#include <cstdio>

#include "cli/files.h"
#include "session/object/session_der.h"
#include "session/object/session_pem.h"

namespace reprise::cli {

Ref<session::Session> session_in(ByteVector content, const std::string& path,
                                 crypto::CertificateInterner& certificates, std::int64_t now) {
  const auto der = session::session_der_in_pem(text_of(content));
  auto decoded = session::decode_session(der.ok() ? der.value().bytes() : Bytes(content), certificates, now);
  wipe(content);
  if (!decoded.ok()) {
    fmt::print(stderr, "reprise: {}: not a session: {}\n", path, name_of(decoded.error().reason));
    return nullptr;
  }
  return std::move(decoded.value().session);
}

bool save_session(const std::string& path, const session::Session& session) {
  ByteVector der;
  const auto encoded = session::encode_session(session, der);
  const auto pem = session::session_pem(der);
  wipe(der);
  std::string fault;
  if (!encoded.ok()) {
    fault = name_of(encoded.error().reason);
  } else if (!pem.ok()) {
    fault = name_of(pem.error().reason);
  } else {
    fault = replace_file(path, pem.value().bytes());
  }
  if (fault.empty()) return true;
  fmt::print(stderr, "reprise: {}: {}\n", path, fault);
  return false;
}

}  // namespace reprise::cli

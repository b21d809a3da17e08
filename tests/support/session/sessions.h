// SPDX-License-Identifier: Apache-2.0
// Sessions for tests.
#pragma once

#include <string>
#include <string_view>

#include "session/object/session.h"

namespace reprise::session {

inline constexpr UnixSeconds kNow = 1'700'000'000;

// Fields of a small TLS 1.2 session with `id`, which must outlive them.
inline SessionFields fields_with_id(std::string_view id) {
  SessionFields f;
  f.version = 0x0303;
  f.cipher_suite = 0xc02f;
  f.secret = bytes_of("0123456789abcdef0123456789abcdef0123456789abcdef");
  f.session_id = bytes_of(id);
  return f;
}

inline Ref<Session> session_with_id(std::string_view id, std::int64_t timeout_s = 300, UnixSeconds time = kNow) {
  return Session::create(SessionData::make(fields_with_id(id)), time, timeout_s);
}

}  // namespace reprise::session

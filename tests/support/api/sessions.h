// SPDX-License-Identifier: Apache-2.0
// Sessions for tests of the API.
#pragma once

#include <chrono>
#include <string_view>
#include <utility>

#include "reprise/session.h"

namespace reprise_test {

using namespace std::chrono_literals;

inline constexpr reprise::Time kNow{std::chrono::seconds(1'700'000'000)};

inline const reprise::Library& library() {
  static const auto opened = reprise::Library::open().value();
  return opened;
}

// A builder of a small TLS 1.2 session, made at kNow and good for 300 s.
inline reprise::SessionBuilder small_session(std::string_view id) {
  reprise::SessionBuilder builder;
  builder.version(reprise::Version::tls12)
      .cipher_suite(0xc02f)
      .secret(reprise::bytes_of("0123456789abcdef0123456789abcdef0123456789abcdef"))
      .id(reprise::bytes_of(id))
      .made_at(kNow)
      .timeout(300s);
  return builder;
}

inline reprise::Ref<const reprise::Session> session_with_id(std::string_view id) {
  return small_session(id).publish().value();
}

}  // namespace reprise_test

// SPDX-License-Identifier: Apache-2.0
// A kept session, as it is when its seal has been opened. What is accepted encodes, and comes back the same.
#include <cstdlib>

#include "fuzz/session_fixture.h"
#include "session/client/stored_session.h"

using namespace reprise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto& fixture = *new fuzz::SessionFixture;
  const auto session = session::decode_stored_session({data, size}, fixture.certificates, fuzz::kNow);
  if (!session.ok()) return 0;
  const auto once = session::encode_stored_session(*session.value());
  if (!once.ok()) std::abort();
  const auto back = session::decode_stored_session(once.value().bytes(), fixture.certificates, fuzz::kNow);
  if (!back.ok()) std::abort();
  const auto twice = session::encode_stored_session(*back.value());
  if (!twice.ok() || !equal_in_constant_time(once.value().bytes(), twice.value().bytes())) std::abort();
  return 0;
}

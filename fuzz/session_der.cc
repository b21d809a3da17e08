// SPDX-License-Identifier: Apache-2.0
// A session as DER. What is accepted is written in a form that reads the same and is written the same again. (Not the
// input byte for byte: fields that hold their default may be present, and texts are cut at a zero byte.)
#include <cstdlib>

#include "fuzz/session_fixture.h"
#include "session/object/session_der.h"

using namespace reprise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto& fixture = *new fuzz::SessionFixture;
  const auto read = session::decode_session({data, size}, fixture.certificates, fuzz::kNow);
  if (!read.ok()) return 0;
  if (read.value().consumed > size) std::abort();
  ByteVector written;
  if (!session::encode_session(*read.value().session, written).ok()) std::abort();
  if (written.size() != session::encoded_session_len(*read.value().session)) std::abort();
  const auto again = session::decode_session(written, fixture.certificates, fuzz::kNow);
  if (!again.ok() || again.value().consumed != written.size()) std::abort();
  ByteVector written_again;
  if (!session::encode_session(*again.value().session, written_again).ok() || written_again != written) std::abort();
  return 0;
}

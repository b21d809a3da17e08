// A session as DER. What is accepted is written in a form that reads the same and is written the same again. (Not the
// input byte for byte: fields that hold their default may be present, and texts are cut at a zero byte.)
#include <cstdlib>

#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "session/session_der.h"

using namespace reprise;

namespace {

constexpr session::UnixSeconds kNow = 1'700'000'000;

struct Fixture {
  Ref<const crypto::Algorithms> algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates{algorithms.share()};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Fixture& fixture = *new Fixture;
  const auto read = session::decode_session({data, size}, fixture.certificates, kNow);
  if (!read.ok()) return 0;
  if (read.value().consumed > size) std::abort();
  ByteVector written;
  if (!session::encode_session(*read.value().session, written).ok()) std::abort();
  if (written.size() != session::encoded_session_len(*read.value().session)) std::abort();
  const auto again = session::decode_session(written, fixture.certificates, kNow);
  if (!again.ok() || again.value().consumed != written.size()) std::abort();
  ByteVector written_again;
  if (!session::encode_session(*again.value().session, written_again).ok() || written_again != written) std::abort();
  return 0;
}

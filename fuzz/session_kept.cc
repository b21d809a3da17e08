// A kept session, as it is when its seal has been opened. What is accepted encodes, and comes back the same.
#include <cstdlib>

#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "session/kept_session.h"

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
  const auto session = session::decode_kept_session({data, size}, fixture.certificates, kNow);
  if (!session.ok()) return 0;
  const auto once = session::encode_kept_session(*session.value());
  if (!once.ok()) std::abort();
  const auto back = session::decode_kept_session(once.value().bytes(), fixture.certificates, kNow);
  if (!back.ok()) std::abort();
  const auto twice = session::encode_kept_session(*back.value());
  if (!twice.ok() || !equal_in_constant_time(once.value().bytes(), twice.value().bytes())) std::abort();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Tickets. The first byte of the input chooses: a ticket as a client sends it, or, as no fuzzer finds the MAC, what is
// inside one. What is accepted can be sealed and opened again.
#include <cstdlib>

#include "crypto/random.h"
#include "fuzz/session_fixture.h"
#include "session/tickets/rfc5077_keys.h"
#include "session/tickets/ticket.h"

using namespace reprise;

namespace {

using fuzz::kNow;
constexpr session::ScopeHash kScope{};

struct Fixture : fuzz::SessionFixture {
  crypto::FixedRandom random;
  session::LeftOutCertificates left_out;
  session::TicketSealer sealer{algorithms.share(), random, certificates};
  Ref<const session::Rfc5077Keys> keys = std::move(
      session::Rfc5077Keys::create(algorithms.share(), random, certificates, ByteVector(session::kRfc5077KeysLen))
          .value());
};

void seal_and_open(Fixture& fixture, const session::Session& session) {
  const auto ticket = fixture.sealer.seal(session, kScope, kNow);
  if (ticket.ok() && !fixture.sealer.open(ticket.value().bytes, kScope, kNow).session) std::abort();
  const auto rfc5077 = fixture.keys->seal(session, kNow);
  if (rfc5077.ok() && !fixture.keys->open(rfc5077.value().bytes, kNow).session) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Fixture& fixture = *new Fixture;
  if (size == 0) return 0;
  const Bytes rest = Bytes(data, size).subspan(1);
  if (data[0] % 2 == 0) {
    (void)fixture.sealer.open(rest, kScope, kNow);
    (void)fixture.keys->open(rest, kNow);
    return 0;
  }
  const auto opened = session::read_ticket_payload(rest, kScope, fixture.certificates, fixture.left_out, kNow);
  if (opened.session) seal_and_open(fixture, *opened.session);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Tickets: a server's sessions, sealed for the client to keep. The keys rotate by the time that is handed in.
#include <cstdio>
#include <string>

#include "reprise/ticket.h"

using namespace std::chrono_literals;
using reprise::TicketScope;

namespace {

constexpr reprise::Time kStart{std::chrono::seconds(1'700'000'000)};

void present(reprise::TicketSealer& sealer, const char* when, reprise::Bytes ticket, const TicketScope& scope,
             reprise::Time now) {
  const auto opened = sealer.open_ticket(ticket, scope, now);
  std::printf("%s: %s%s\n", when, std::string(reprise::describe(opened.why)).c_str(),
              opened.renew ? "; a new ticket is due" : "");
}

// Names and roles, never keys. Names are random: only their number is shown here.
void show_keys(const reprise::TicketSealer& sealer, reprise::Time now) {
  for (const auto& key : sealer.keys()) {
    const char* role = key.role == reprise::TicketKeyRole::next      ? "next"
                       : key.role == reprise::TicketKeyRole::current ? "current"
                                                                     : "old";
    if (key.role == reprise::TicketKeyRole::next) {
      std::printf("  %s\n", role);
    } else {
      std::printf("  %s, opens for %lld h\n", role, static_cast<long long>((key.opens_until - now) / 1h));
    }
  }
}

}  // namespace

int main() {
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  auto opened = reprise::TicketSealer::open(library.value(), kStart, {.rotation = 12h, .overlap = 24h});
  const auto shop = TicketScope::of(library.value(), {"shop.example", "no client certificates"});
  const auto bank = TicketScope::of(library.value(), {"bank.example", "clients of the bank's CA"});
  if (!opened.ok() || !shop.ok() || !bank.ok()) return 1;
  auto sealer = std::move(opened).value();

  const auto session = reprise::SessionBuilder()
                           .version(reprise::Version::tls13)
                           .cipher_suite(0x1301)
                           .secret(reprise::bytes_of("a pre-shared key of thirty-two b"))
                           .made_at(kStart)
                           .timeout(48h)
                           .publish()
                           .value();
  const auto sealed = sealer.seal(session, shop.value(), kStart);
  if (!sealed.ok()) return 1;
  const auto& ticket = sealed.value().bytes;
  std::printf("sealed: announce %lld h\n", static_cast<long long>(sealed.value().lifetime / 1h));

  present(sealer, "in the shop", ticket, shop.value(), kStart + 1h);
  present(sealer, "in the bank", ticket, bank.value(), kStart + 1h);
  // By the next day another key seals; the old one still opens.
  if (!sealer.seal(session, shop.value(), kStart + 20h).ok()) return 1;
  present(sealer, "the next day", ticket, shop.value(), kStart + 20h);
  std::printf("keys:\n");
  show_keys(sealer, kStart + 20h);
  present(sealer, "two days later", ticket, shop.value(), kStart + 49h);

  sealer.forget_keys();
  present(sealer, "after the keys are gone", ticket, shop.value(), kStart + 1h);
  return 0;
}

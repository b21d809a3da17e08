// SPDX-License-Identifier: Apache-2.0
#include "api/ticket.h"

#include "api/library.h"
#include "api/outward.h"
#include "api/session_access.h"
#include "crypto/parts_hash.h"

namespace reprise::v0 {
namespace {

Result<TicketScope> hash_of(const crypto::Algorithms& algorithms,
                                     std::initializer_list<std::string_view> parts) {
  auto scope = TRY(crypto::PartsHash::start(algorithms));
  for (const auto part : parts) scope.add(bytes_of(part));
  return TicketScope{.hash = TRY(std::move(scope).finish())};
}

}  // namespace

Result<TicketScope> TicketScope::of(const Library& library, std::initializer_list<std::string_view> parts) {
  return api::unheard(hash_of(*LibraryAccess::share(library)->algorithms, parts));
}

Result<TicketSealer> TicketSealer::open(const Library& library, Time now, const TicketOptions& options) {
  if (options.rotation.count() <= 0 || options.overlap.count() < 0) {
    return fail_silently(Reason::bad_value);
  }
  TicketSealer sealer(std::make_shared<api::Sealer>(LibraryAccess::share(library), options));
  const auto made = sealer.inside_->tickets.prepare(api::inward(now));
  if (!made.ok()) return api::unheard(made.error());
  return sealer;
}

Result<SealedTicket> TicketSealer::seal(const SessionView& session, const TicketScope& scope, Time now) {
  return api::unheard(inside_->tickets.seal(RefAccess::inside(session), scope.hash, api::inward(now)));
}

OpenedTicket TicketSealer::open_ticket(Bytes ticket, const TicketScope& scope, Time now) {
  auto opened = inside_->tickets.open(ticket, scope.hash, api::inward(now));
  return {RefAccess::hand_out(std::move(opened.session)), opened.why, opened.renew};
}

std::vector<TicketKeyInfo> TicketSealer::keys() const { return inside_->tickets.keys(); }

void TicketSealer::forget_keys() { inside_->tickets.forget_keys(); }

}  // namespace reprise::v0

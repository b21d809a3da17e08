// SPDX-License-Identifier: Apache-2.0
#include "api/ticket.h"

#include "api/library.h"
#include "api/outward.h"
#include "api/session_access.h"
#include "api/why_not_resumed.h"
#include "crypto/parts_hash.h"

namespace reprise::v0 {
namespace {

TicketKeyRole outward(session::TicketKeyInfo::Role role) {
  switch (role) {
    case session::TicketKeyInfo::Role::next: return TicketKeyRole::next;
    case session::TicketKeyInfo::Role::current: return TicketKeyRole::current;
    case session::TicketKeyInfo::Role::old: break;
  }
  return TicketKeyRole::old;
}

reprise::Result<TicketScope> hash_of(const crypto::Algorithms& algorithms,
                                     std::initializer_list<std::string_view> parts) {
  auto scope = TRY(crypto::PartsHash::start(algorithms));
  for (const auto part : parts) scope.add(bytes_of(part));
  return TicketScope{.hash = TRY(std::move(scope).finish())};
}

}  // namespace

Result<TicketScope> TicketScope::of(const Library& library, std::initializer_list<std::string_view> parts) {
  return api::outward<TicketScope>(hash_of(*LibraryAccess::share(library)->algorithms, parts));
}

Result<TicketSealer> TicketSealer::open(const Library& library, Time now, const TicketOptions& options) {
  if (options.rotation.count() <= 0 || options.overlap.count() < 0) {
    return api::outward(fail_silently(Reason::bad_value));
  }
  const session::TicketOptions inside{.rotation_s = options.rotation.count(),
                                      .overlap_s = options.overlap.count(),
                                      .max_len = options.max_bytes};
  TicketSealer sealer(std::make_shared<api::Sealer>(LibraryAccess::share(library), inside));
  const auto made = sealer.inside_->tickets.prepare(api::inward(now));
  if (!made.ok()) return api::outward(made.error());
  return sealer;
}

Result<SealedTicket> TicketSealer::seal(const SessionView& session, const TicketScope& scope, Time now) {
  auto sealed = inside_->tickets.seal(RefAccess::inside(session), scope.hash, api::inward(now));
  if (!sealed.ok()) return api::outward(sealed.error());
  return SealedTicket{std::move(sealed.value().bytes), std::chrono::seconds(sealed.value().lifetime_s)};
}

OpenedTicket TicketSealer::open_ticket(Bytes ticket, const TicketScope& scope, Time now) {
  auto opened = inside_->tickets.open(ticket, scope.hash, api::inward(now));
  return {RefAccess::hand_out(std::move(opened.session)), api::outward(opened.why), opened.renew};
}

std::vector<TicketKeyInfo> TicketSealer::keys() const {
  std::vector<TicketKeyInfo> all;
  for (const auto& key : inside_->tickets.keys()) {
    all.push_back({key.name, outward(key.role), api::outward(key.opens_until)});
  }
  return all;
}

void TicketSealer::forget_keys() { inside_->tickets.forget_keys(); }

}  // namespace reprise::v0

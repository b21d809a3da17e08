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
  auto inside = std::make_shared<api::Sealer>(LibraryAccess::share(library));
  auto& on = *inside->library;
  inside->ring = std::make_unique<session::TicketSealer>(on.algorithms.share(), on.random, on.interner, options);
  const auto made = inside->ring->prepare(api::inward(now));
  if (!made.ok()) return api::unheard(made.error());
  return TicketSealer(std::move(inside));
}

Result<Secret> TicketSealer::make_keys(const Library& library) {
  std::vector<std::uint8_t> keys(kTicketKeysSize);
  const auto filled = LibraryAccess::share(library)->random.fill_private(keys);
  if (!filled.ok()) return api::unheard(filled.error());
  return Secret(std::move(keys));
}

Result<TicketSealer> TicketSealer::with_keys(const Library& library, std::span<const Bytes> keys) {
  if (keys.empty()) return fail_silently(Reason::bad_value);
  auto inside = std::make_shared<api::Sealer>(LibraryAccess::share(library));
  auto& on = *inside->library;
  inside->shared = std::make_unique<session::SharedTicketKeys>(on.algorithms.share(), on.random, on.interner);
  TicketSealer sealer(std::move(inside));
  const auto set = sealer.set_keys(keys);
  if (!set.ok()) return set.error();
  return sealer;
}

Result<> TicketSealer::set_keys(std::span<const Bytes> keys) {
  if (inside_->shared == nullptr) return fail_silently(Reason::not_supported);
  return api::unheard(inside_->shared->set(keys));
}

Result<SealedTicket> TicketSealer::seal(const SessionView& session, const TicketScope& scope, Time now) {
  const auto& inside = RefAccess::inside(session);
  if (inside_->ring) return api::unheard(inside_->ring->seal(inside, scope.hash, api::inward(now)));
  if (scope != TicketScope()) return fail_silently(Reason::not_supported);
  return api::unheard(inside_->shared->seal(inside, api::inward(now)));
}

OpenedTicket TicketSealer::open_ticket(Bytes ticket, const TicketScope& scope, Time now) {
  if (inside_->shared && scope != TicketScope()) return {nullptr, WhyNotResumed::wrong_scope, false};
  auto opened = inside_->ring ? inside_->ring->open(ticket, scope.hash, api::inward(now))
                              : inside_->shared->open(ticket, api::inward(now));
  return {RefAccess::hand_out(std::move(opened.session)), opened.why, opened.renew};
}

std::vector<TicketKeyInfo> TicketSealer::keys() const {
  return inside_->ring ? inside_->ring->keys() : inside_->shared->keys();
}

void TicketSealer::forget_keys() {
  if (inside_->ring) return inside_->ring->forget_keys();
  (void)inside_->shared->set({});  // no keys are none of a wrong length
}

}  // namespace reprise::v0

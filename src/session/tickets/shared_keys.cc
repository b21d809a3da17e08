// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/shared_keys.h"

#include <algorithm>
#include <mutex>

namespace reprise::session {

Result<> SharedTicketKeys::set(std::span<const Bytes> keys) {
  Keys made;  // what was there ends in it, after the lock
  for (const Bytes key : keys) {
    made.push_back(TRY(Rfc5077Keys::create(algorithms_.share(), random_, certificates_, key)));
  }
  const std::unique_lock lock(mutex_);
  keys_.swap(made);
  return success();
}

SharedTicketKeys::Keys SharedTicketKeys::share() const {
  Keys shared;
  const std::shared_lock lock(mutex_);
  shared.reserve(keys_.size());
  for (const auto& key : keys_) shared.push_back(key.share());
  return shared;
}

Result<SealedTicket> SharedTicketKeys::seal(const Session& session, UnixSeconds now) const {
  const auto keys = share();
  if (keys.empty()) return fail_silently(Reason::not_supported);
  return keys.front()->seal(session, now);
}

UnsealedTicket SharedTicketKeys::open(Bytes ticket, UnixSeconds now) const {
  const auto keys = share();
  const Bytes name = ticket.first(std::min(ticket.size(), kTicketKeyNameLen));
  const auto key = std::ranges::find_if(keys, [&](const auto& one) { return std::ranges::equal(one->name(), name); });
  if (key == keys.end()) return {nullptr, WhyNotResumed::unknown_ticket_key};
  auto opened = (*key)->open(ticket, now);
  opened.renew = key != keys.begin();
  return opened;
}

std::vector<TicketKeyInfo> SharedTicketKeys::keys() const {
  std::vector<TicketKeyInfo> infos;
  for (const auto& key : share()) {
    TicketKeyInfo info{{}, infos.empty() ? TicketKeyRole::current : TicketKeyRole::old, v0::Time::max()};
    std::ranges::copy(key->name(), info.name.begin());
    infos.push_back(info);
  }
  return infos;
}

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/book.h"

#include <algorithm>

namespace reprise::capi::ledger {

std::size_t Book::SiteHash::operator()(const CallSite& site) const {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, a word at a time
  const auto add = [&hash](const void* word) {
    hash = (hash ^ reinterpret_cast<std::uintptr_t>(word)) * 0x100000001b3;
  };
  add(site.by);
  add(site.callback);
  for (std::size_t i = 0; i < site.num_frames; ++i) add(site.frames[i]);
  return hash ^ hash >> 32;
}

std::uint32_t Book::intern(const CallSite& site) {
  if (const auto known = site_index_.find(site); known != site_index_.end()) return known->second;
  if (sites_.size() >= kMaxSites) return 0;
  const auto index = std::uint32_t(sites_.size());
  sites_.push_back(site);
  site_index_.emplace(site, index);
  return index;
}

Record& Book::record_for(const session::Session* session) {
  const auto [at, is_new] = records_.try_emplace(session, Record{.serial = num_records_ + 1});
  if (is_new) {
    ++num_records_;
    ++totals_.sessions;
    at->second.generation = generation_;
  }
  settle(at->second);
  return at->second;
}

// Brings `inherited` up to the process that we are in.
void Book::settle(Record& record) const {
  if (record.generation == generation_) return;
  record.inherited = record.owned;
  record.generation = generation_;
}

void Book::enter(Record& record, Event event, std::uint32_t site, Time now) {
  ++totals_.events;
  auto at = std::ranges::find_if(record.entries, [&](const Entry& e) { return e.event == event && e.site == site; });
  if (at == record.entries.end()) {
    if (record.entries.size() >= kMaxEntries) return;
    at = record.entries.insert(at, Entry{event, site, 0, 0, now, now});
  }
  ++at->count;
  at->last = now;
  at->last_turn = ++turn_;
}

void Book::given(const session::Session* session, const CallSite& site, Time now) {
  auto& record = record_for(session);
  enter(record, Event::given, intern(site), now);
  ++record.owned;
  ++totals_.given;
}

void Book::lent(const session::Session* session, const CallSite& site, Time now) {
  enter(record_for(session), Event::lent, intern(site), now);
}

void Book::found(const session::Session* session, const CallSite& site, Time now) {
  enter(record_for(session), Event::found, intern(site), now);
}

void Book::cached(const session::Session* session, const CallSite& site, Time now) {
  enter(record_for(session), Event::cached, intern(site), now);
}

Verdict Book::taken(const session::Session* session, const CallSite& site, Time now) {
  const auto verdict = check(session);
  const auto at = records_.find(session);
  if (verdict != Verdict::fine || at == records_.end()) return verdict;
  auto& record = at->second;
  if (record.owned == 0) return Verdict::owns_none;
  settle(record);
  enter(record, Event::taken, intern(site), now);
  --record.owned;
  record.inherited = std::min(record.inherited, record.owned);
  ++totals_.taken;
  return Verdict::fine;
}

Verdict Book::declined(const session::Session* session, const CallSite& site, Time now) {
  const auto verdict = check(session);
  const auto at = records_.find(session);
  if (verdict != Verdict::fine || at == records_.end()) return verdict;
  auto& record = at->second;
  if (record.owned == 0) return Verdict::owns_none;
  const auto index = intern(site);
  enter(record, Event::lent, index, now);
  const auto is_gift = [&](const Entry& e) { return e.event == Event::given && e.site == index; };
  const auto gift = std::ranges::find_if(record.entries, is_gift);
  if (gift != record.entries.end() && --gift->count == 0) record.entries.erase(gift);
  --record.owned;
  --totals_.given;
  return Verdict::fine;
}

Verdict Book::check(const session::Session* session) const {
  const auto* known = record(session);
  if (known == nullptr) return complete_ ? Verdict::unknown : Verdict::fine;
  return known->end ? Verdict::gone : Verdict::fine;
}

Burial Book::bury(session::Session& session, const CallSite& site, Time now) {
  const auto at = records_.find(&session);
  // Another reference: a free function of application data has given the session a new life.
  if (at == records_.end() || session.ref_count() != 1) return {};
  const auto index = intern(site);
  quarantine_.push_back(&session);
  session.retain();
  at->second.end = index;
  at->second.ended = now;
  if (quarantine_.size() <= quarantine_capacity_) return {.buried = true};
  auto oldest = Ref<session::Session>::adopt(quarantine_.front());
  quarantine_.pop_front();
  records_.erase(oldest.get());
  return {.buried = true, .released = std::move(oldest)};
}

void Book::lose(const session::Session* session) {
  records_.erase(session);
  complete_ = false;
}

const Record* Book::record(const session::Session* session) const {
  const auto at = records_.find(session);
  return at != records_.end() ? &at->second : nullptr;
}

std::uint32_t Book::owned_here(const Record& record) const {
  return record.generation == generation_ ? record.owned - record.inherited : 0;
}

}  // namespace reprise::capi::ledger

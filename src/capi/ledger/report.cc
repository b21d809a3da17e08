// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/report.h"

#include <algorithm>
#include <map>
#include <utility>

namespace reprise::capi::ledger {
namespace {

Step step_of(const Book& book, const Entry& entry, Time now) {
  return {entry.event, book.site(entry.site), entry.count, now - entry.first, now - entry.last};
}

// The ways along which a session's references came and went, whatever their number.
using Ways = std::vector<std::pair<Event, std::uint32_t>>;

Ways ways_of(const Record& record) {
  Ways ways;
  for (const auto& entry : record.entries) {
    if (entry.event == Event::given || entry.event == Event::taken) ways.emplace_back(entry.event, entry.site);
  }
  std::ranges::sort(ways);
  return ways;
}

void add_entry(const Book& book, const Entry& entry, Time now, Leak& leak) {
  const auto step = step_of(book, entry, now);
  const auto is_same = [&](const Step& s) { return s.event == step.event && s.site == step.site; };
  const auto at = std::ranges::find_if(leak.steps, is_same);
  if (at == leak.steps.end()) {
    leak.steps.push_back(step);
    return;
  }
  at->count += step.count;
  at->first_ago = std::max(at->first_ago, step.first_ago);
  at->last_ago = std::min(at->last_ago, step.last_ago);
}

}  // namespace

std::optional<History> history_of(const Book& book, const session::Session* session, Time now) {
  const auto* record = book.record(session);
  if (record == nullptr) return std::nullopt;
  History history{.serial = record->serial, .owned = record->owned};
  auto entries = record->entries;
  std::ranges::sort(entries, {}, &Entry::last_turn);
  for (const auto& entry : entries) history.steps.push_back(step_of(book, entry, now));
  if (record->end) {
    history.end = book.site(*record->end);
    history.ended_ago = now - record->ended;
  } else if (const auto all = session->ref_count(); all > record->owned) {
    history.ours = all - record->owned;
  }
  return history;
}

std::vector<Leak> leaks_of(const Book& book, Time now) {
  std::map<Ways, Leak> by_ways;
  for (const auto& [session, record] : book.records()) {
    const auto owned = book.owned_here(record);
    if (owned == 0) continue;
    auto& leak = by_ways[ways_of(record)];
    ++leak.sessions;
    leak.references += owned;
    for (const auto& entry : record.entries) {
      if (entry.event != Event::lent) add_entry(book, entry, now, leak);
    }
  }
  std::vector<Leak> leaks;
  for (auto& [ways, leak] : by_ways) leaks.push_back(std::move(leak));
  std::ranges::stable_sort(leaks, std::greater{}, &Leak::references);
  return leaks;
}

std::uint64_t inherited_of(const Book& book) {
  std::uint64_t sum = 0;
  for (const auto& [session, record] : book.records()) sum += record.owned - book.owned_here(record);
  return sum;
}

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
// A cache of sessions: what goes in, what is found, and what it hands back when it lets go.
#include <cstdio>
#include <string>

#include "reprise/cache.h"

using reprise::Ref;
using reprise::Session;
using reprise::SessionView;
using namespace std::chrono_literals;

namespace {

constexpr reprise::Time kStart{std::chrono::seconds(1'700'000'000)};

Ref<const Session> session_named(std::string_view id, std::chrono::seconds timeout) {
  return reprise::SessionBuilder()
      .version(reprise::Version::tls12)
      .cipher_suite(0xc02f)
      .id(reprise::bytes_of(id))
      .made_at(kStart)
      .timeout(timeout)
      .publish()
      .value();
}

std::string name_of(const SessionView& session) { return std::string(reprise::text_of(session.id())); }

const char* name_of(reprise::RemovalCause cause) {
  switch (cause) {
    case reprise::RemovalCause::expired: return "expired";
    case reprise::RemovalCause::evicted: return "evicted";
    case reprise::RemovalCause::flushed: return "flushed";
  }
  return "?";
}

// The sessions are ours now: no lock is held while they go.
void report(const std::vector<reprise::RemovedSession>& all) {
  for (const auto& removed : all) std::printf("  %s: %s\n", name_of(removed.session).c_str(), name_of(removed.cause));
}

void look_up(reprise::SessionCache& cache, std::string_view id, reprise::Time now) {
  const auto found = cache.find(reprise::bytes_of(id), reprise::Version::tls12, now);
  const char* outcome = found.outcome == reprise::FindOutcome::hit    ? "hit"
                        : found.outcome == reprise::FindOutcome::miss ? "miss"
                                                                      : "expired";
  std::printf("look for %s: %s\n", std::string(id).c_str(), outcome);
}

}  // namespace

int main() {
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  auto opened = reprise::SessionCache::open(library.value(), {.max_entries = 2});
  if (!opened.ok()) return 1;
  auto cache = std::move(opened).value();

  const auto short_lived = session_named("short", 60s);
  const auto second = session_named("second", 1h);
  cache.add(short_lived, kStart);
  cache.add(second, kStart);
  look_up(cache, "short", kStart);

  // The bound is two: the one that was not used goes. It stays as good as it was for whoever is resuming it.
  const auto third = session_named("third", 1h);
  std::printf("add a third:\n");
  report(cache.add(third, kStart).removed);
  std::printf("still resumable: %s\n", second->resumable() ? "yes" : "no");

  look_up(cache, "second", kStart);
  look_up(cache, "short", kStart + 61s);

  std::printf("flush after a day:\n");
  report(cache.flush(kStart + 24h));

  const auto counters = cache.counters();
  std::printf("%zu left; hits %llu, misses %llu, expired %llu, evicted %llu\n", cache.size(),
              static_cast<unsigned long long>(counters.hits), static_cast<unsigned long long>(counters.misses),
              static_cast<unsigned long long>(counters.expired), static_cast<unsigned long long>(counters.evicted));
  return 0;
}

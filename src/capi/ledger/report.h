// SPDX-License-Identifier: Apache-2.0
// What the ledger tells, as values: the book as of one moment, and calls that it refused. text.h and json.h write them
// out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "capi/ledger/book.h"

namespace reprise::capi::ledger {

using Seconds = std::chrono::duration<double>;

// What happened to a session along one way.
struct Step {
  Event event;
  CallSite site;
  std::uint32_t count;
  Seconds first_ago, last_ago;
};

// All that is known of one session.
struct History {
  std::uint64_t serial = 0;
  std::uint32_t owned = 0;      // references that are the application's
  std::uint32_t ours = 0;       // those of connections, caches and callbacks under way
  std::vector<Step> steps;      // the latest last
  std::optional<CallSite> end;  // where its last reference went; none while it lives
  Seconds ended_ago{};
};

// A call that was not carried out, or, with Verdict::shared, one that was and yet is a mistake.
struct Refusal {
  Verdict verdict;
  bool gives_back;  // the call was to give up a reference, and not only to use the session
  CallSite site;
  const void* session;
  std::optional<History> history;  // none for what is no session
  std::uint64_t count = 1;         // of calls along this way
};

// References that the application still has of sessions that came and went along the same ways.
struct Leak {
  std::uint64_t sessions = 0, references = 0;
  std::vector<Step> steps;  // of all these sessions; what was only lent is left out
};

struct Report {
  const char* occasion;  // "at exit", ...
  Totals totals;
  std::vector<Leak> leaks;  // most references first
  std::vector<Refusal> refusals;
  std::uint64_t inherited = 0;  // references that a parent process was given
};

// The book's entries about `session`; none when it knows nothing of it.
std::optional<History> history_of(const Book& book, const session::Session* session, Time now);
// The references that the application still has, by ways.
std::vector<Leak> leaks_of(const Book& book, Time now);
std::uint64_t inherited_of(const Book& book);

}  // namespace reprise::capi::ledger

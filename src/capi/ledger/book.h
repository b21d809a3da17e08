// SPDX-License-Identifier: Apache-2.0
// The book of the ledger: for each session that the application has seen, which references are the application's, along
// which ways it came by them and gave them up, and where the session's life ended.
//
// References are alike: which one was given up cannot be told. So the book counts, per session, what came and went
// along each way. Knows neither the C API nor any process-wide state; whoever uses it locks.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "capi/ledger/call_site.h"
#include "session/object/session.h"

namespace reprise::capi::ledger {

using Time = std::chrono::steady_clock::time_point;

enum class Event : std::uint8_t {
  given,   // the application was given a reference
  taken,   // it gave one up
  lent,    // it was shown the session, with no reference
  found,   // its get_session_cb returned the session and kept its own reference
  cached,  // it put the session into the cache of a context, which takes a reference of its own
};

// What happened to a session along one way, so and so often.
struct Entry {
  Event event;
  std::uint32_t site;  // see Book::site
  std::uint32_t count;
  std::uint64_t last_turn;  // orders the entries of a session by their latest time
  Time first, last;
};

struct Record {
  std::uint64_t serial;              // the first session that the application saw has 1
  std::uint32_t owned = 0;           // references that are the application's
  std::uint32_t inherited = 0;       // of these, how many a parent process was given
  std::uint32_t generation = 0;      // the process that `inherited` was last counted in
  std::vector<Entry> entries;        // at most kMaxEntries
  std::optional<std::uint32_t> end;  // the site where its last reference went; none while it lives
  Time ended{};
};

enum class Verdict : std::uint8_t {
  fine,
  owns_none,  // alive, but no reference of it is the application's
  gone,       // its last reference went before
  unknown,    // no session that the application was ever shown, or one that went long ago
  shared,     // alive, and in the caches of two contexts, which OpenSSL does not allow
};

// Of this process.
struct Totals {
  std::uint64_t sessions = 0, given = 0, taken = 0;
  std::uint64_t events = 0;  // entries of all kinds
};

struct Burial {
  bool buried = false;
  Ref<session::Session> released{};  // what had to leave the quarantine; to be let go with nothing locked
};

class Book {
 public:
  static constexpr std::size_t kMaxEntries = 24;     // of one session; what comes along further ways is only counted
  static constexpr std::size_t kMaxSites = 1 << 16;  // different ways; further ones count as one that is not known
  explicit Book(std::size_t quarantine = 1024) : quarantine_capacity_(quarantine) {}

  // --- Entries. Each makes a record for a session not seen before; running out of memory is thrown.
  void given(const session::Session* session, const CallSite& site, Time now);
  void lent(const session::Session* session, const CallSite& site, Time now);
  void found(const session::Session* session, const CallSite& site, Time now);
  void cached(const session::Session* session, const CallSite& site, Time now);
  // The application gives up a reference; nothing is entered unless the answer is `fine`.
  Verdict taken(const session::Session* session, const CallSite& site, Time now);
  // What was given along `site` was not accepted: it was only lent.
  Verdict declined(const session::Session* session, const CallSite& site, Time now);
  // `fine` when the session lives.
  Verdict check(const session::Session* session) const;

  // The last reference of `session` has gone: the book keeps one from now on, so that no other session is given its
  // address while the quarantine lasts. Not when the book does not know the session, or when this is not the end of it.
  Burial bury(session::Session& session, const CallSite& site, Time now);

  // There was no memory to enter what happened to `session`: from here on one that is not known may be a good one.
  void lose(const session::Session* session);
  // This process is a child of the one that made the entries so far: what was given there is not the child's to answer
  // for.
  void enter_child() {
    ++generation_;
    totals_ = {};
  }

  const Record* record(const session::Session* session) const;
  // References of the record that were given to the application in this process.
  std::uint32_t owned_here(const Record& record) const;
  const CallSite& site(std::uint32_t index) const { return sites_[index]; }
  const std::unordered_map<const session::Session*, Record>& records() const { return records_; }
  const Totals& totals() const { return totals_; }

 private:
  struct SiteHash {
    std::size_t operator()(const CallSite& site) const;
  };

  Record& record_for(const session::Session* session);
  std::uint32_t intern(const CallSite& site);
  void enter(Record& record, Event event, std::uint32_t site, Time now);
  void settle(Record& record) const;

  std::size_t quarantine_capacity_;
  std::unordered_map<const session::Session*, Record> records_;
  std::deque<session::Session*> quarantine_;  // oldest first; owns a reference to each
  std::vector<CallSite> sites_{CallSite{}};   // the first stands for all that are not known
  std::unordered_map<CallSite, std::uint32_t, SiteHash> site_index_;
  Totals totals_;
  std::uint64_t num_records_ = 0;  // made in all
  std::uint64_t turn_ = 0;
  std::uint32_t generation_ = 0;
  bool complete_ = true;
};

}  // namespace reprise::capi::ledger

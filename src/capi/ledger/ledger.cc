// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/ledger.h"

#include <pthread.h>

#include <cstdlib>
#include <mutex>

#include "capi/ledger/json.h"
#include "capi/ledger/on_demand.h"
#include "capi/ledger/output.h"
#include "capi/ledger/report.h"
#include "capi/ledger/settings.h"
#include "capi/ledger/text.h"
#include "capi/library/process_settings.h"
#include "capi/library/raise.h"

namespace reprise::capi::ledger {

constinit bool is_on = false;

namespace {

constexpr std::size_t kMaxRefusals = 256;  // different ones; further ones are told and not kept

struct Ledger {
  explicit Ledger(Settings chosen) : settings(std::move(chosen)) {}

  const Settings settings;
  // What is left of sessions that ended.
  const Ref<const session::SessionData> nothing = session::SessionData::make({});
  std::mutex mutex;  // guards what follows; held for entries alone, never while calling anybody or writing
  Book book;
  std::vector<Refusal> refusals;
};

// Made before main when the ledger is on, and never destroyed: programs let go of sessions in their exit handlers.
Ledger* the_ledger = nullptr;

Time now() { return std::chrono::steady_clock::now(); }

// Runs `entry(book)` under the lock. Without memory for it the ledger knows less, and the program goes on.
template <typename Entry>
void enter(const session::Session& session, Entry entry) {
  serve_requests();
  const std::lock_guard lock(the_ledger->mutex);
  try {
    entry(the_ledger->book);
  } catch (const std::bad_alloc&) {
    the_ledger->book.lose(&session);
  }
}

// Keeps `refusal` for the report. False when one of its kind was told already. Called under the lock.
bool is_news(const Refusal& refusal) {
  for (auto& known : the_ledger->refusals) {
    if (known.verdict != refusal.verdict || known.site != refusal.site) continue;
    ++known.count;
    return false;
  }
  if (the_ledger->refusals.size() < kMaxRefusals) the_ledger->refusals.push_back(refusal);
  return true;
}

template <typename What>
std::string written(const What& what, Symbols& symbols) {
  return the_ledger->settings.format == Format::json ? json_of(what, symbols) : text_of(what, symbols);
}

// At once, and on standard error in any case: somebody may be looking.
void tell(const Refusal& refusal) {
  Symbols symbols;
  const auto& file = the_ledger->settings.file;
  write_out(written(refusal, symbols), file);
  if (!file.empty()) write_out(text_of(refusal, symbols), "");
}

// Asks `judge(book)` under the lock, and tells when the answer is not `fine`. True when it is.
template <typename Judge>
bool allows(const session::Session* session, const CallSite& site, bool gives_back, Judge judge) {
  Refusal refusal{.verdict = Verdict::fine, .gives_back = gives_back, .site = site, .session = session};
  try {
    {
      const std::lock_guard lock(the_ledger->mutex);
      refusal.verdict = judge(the_ledger->book);
      if (refusal.verdict == Verdict::fine) return true;
      refusal.history = history_of(the_ledger->book, session, now());
      if (!is_news(refusal)) return false;
    }
    tell(refusal);
  } catch (const std::bad_alloc&) {
    const std::lock_guard lock(the_ledger->mutex);
    if (refusal.verdict == Verdict::fine) the_ledger->book.lose(session);  // it was not entered
  }
  return refusal.verdict == Verdict::fine;
}

Report report(const char* occasion) {
  const std::lock_guard lock(the_ledger->mutex);
  const auto& book = the_ledger->book;
  return {.occasion = occasion,
          .totals = book.totals(),
          .leaks = leaks_of(book, now()),
          .refusals = the_ledger->refusals,
          .inherited = inherited_of(book)};
}

void write_report(const char* occasion) {
  try {
    const auto made = report(occasion);
    Symbols symbols;
    write_out(written(made, symbols), the_ledger->settings.file);
  } catch (const std::bad_alloc&) {
  }
}

void write_on_demand() { write_report("on demand"); }

bool has_something_to_tell() {
  const std::lock_guard lock(the_ledger->mutex);
  return the_ledger->book.totals().events != 0 || !the_ledger->refusals.empty();
}

void before_fork() { the_ledger->mutex.lock(); }
void in_parent() { the_ledger->mutex.unlock(); }
void in_child() {
  the_ledger->book.enter_child();
  the_ledger->refusals.clear();
  forget_server();
  the_ledger->mutex.unlock();
}

// What is said now holds from here on.
[[gnu::constructor]] void open_ledger() {
  const auto settings = settings_from(process_settings());
  if (!settings) return;
  the_ledger = new Ledger(*settings);
  ::pthread_atfork(before_fork, in_parent, in_child);
  answer_signal(settings->signal, write_on_demand);
  is_on = true;
}

// Runs after the exit handlers and destructors of the program, which uses this library and is therefore closed before
// it. A process that had nothing to do with sessions stays silent.
[[gnu::destructor]] void close_ledger() {
  if (is_on && has_something_to_tell()) write_report("at exit");
}

}  // namespace

void enter_given(const session::Session& session, const char* by, const void* callback) {
  const auto site = call_site(by, callback);
  enter(session, [&](Book& book) { book.given(&session, site, now()); });
}

void enter_lent(const session::Session& session, const char* by, const void* callback) {
  const auto site = call_site(by, callback);
  enter(session, [&](Book& book) { book.lent(&session, site, now()); });
}

void enter_found(const session::Session& session, const char* by, const void* callback) {
  const auto site = call_site(by, callback);
  enter(session, [&](Book& book) { book.found(&session, site, now()); });
}

bool enter_taken(const session::Session* session, const char* by, const void* callback) {
  const auto site = call_site(by, callback);
  return allows(session, site, true, [&](Book& book) { return book.taken(session, site, now()); });
}

bool enter_declined(const session::Session* session, const char* by, const void* callback) {
  const auto site = call_site(by, callback);
  return allows(session, site, true, [&](Book& book) { return book.declined(session, site, now()); });
}

// Told, and no more: here it does no harm.
void enter_cached(const session::Session& session, bool elsewhere, const char* by) {
  const auto site = call_site(by);
  allows(&session, site, false, [&](Book& book) {
    book.cached(&session, site, now());
    return elsewhere ? Verdict::shared : Verdict::fine;
  });
}

bool is_gone(const session::Session* session, const char* by, const void* callback) {
  {
    const std::lock_guard lock(the_ledger->mutex);
    if (the_ledger->book.check(session) == Verdict::fine) return false;
  }
  return !allows(session, call_site(by, callback), false, [&](Book& book) { return book.check(session); });
}

bool refuse(const session::Session* session, const char* by) {
  if (!is_gone(session, by, nullptr)) return false;
  raise(ERR_R_PASSED_INVALID_ARGUMENT, by, "%p is no session that lives: see the ledger's report",
        static_cast<const void*>(session));
  return true;
}

int up_ref(session::Session* session, const char* by) {
  const auto site = call_site(by);
  const bool taken = allows(session, site, false, [&](Book& book) {
    const auto verdict = book.check(session);
    if (verdict != Verdict::fine) return verdict;
    session->retain();  // under the lock: the session cannot end in between
    book.given(session, site, now());
    return verdict;
  });
  return taken ? 1 : 0;
}

void enter_end(session::Session& session) {
  const auto site = call_site(nullptr);
  Burial burial;  // outlives the lock
  enter(session, [&](Book& book) { burial = book.bury(session, site, now()); });
  if (burial.buried) session.hollow(the_ledger->nothing.share());
}

void enter_unknown(const session::Session& session) {
  const std::lock_guard lock(the_ledger->mutex);
  the_ledger->book.lose(&session);
}

}  // namespace reprise::capi::ledger

// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/text.h"

#include <errno.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>

namespace reprise::capi::ledger {
namespace {

// Text that grows by lines.
class Lines {
 public:
  [[gnu::format(printf, 2, 3)]] Lines& add(const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    char* line = nullptr;
    const int length = ::vasprintf(&line, format, arguments);
    va_end(arguments);
    if (length >= 0) text_.append(line, std::size_t(length));
    std::free(line);
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_head(Lines& out) { out.add("reprise ledger: %s (pid %d)", program_invocation_short_name, int(::getpid())); }

std::string counted(std::uint64_t number, const char* what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

void add_place(Lines& out, const char* word, const Place& place) {
  const char* module = place.module.empty() ? "?" : place.module.c_str();
  const char* function = place.function.empty() ? "?" : place.function.c_str();
  out.add("        %s %s  %s+0x%llx\n", word, function, module, static_cast<unsigned long long>(place.offset));
}

// The frames down to main; what started that is the same for all.
void add_frames(Lines& out, const CallSite& site, Symbols& symbols) {
  if (site.callback != nullptr) add_place(out, "in", symbols.function(site.callback));
  for (std::size_t i = 0; i < site.num_frames; ++i) {
    const auto& place = symbols.caller(site.frames[i]);
    add_place(out, "at", place);
    if (place.function == "main") return;
  }
}

std::string ago(Seconds from, Seconds to) {
  char text[64];
  if (from.count() - to.count() < 0.05) {
    std::snprintf(text, sizeof text, "%.1f s ago", to.count());
  } else {
    std::snprintf(text, sizeof text, "%.1f to %.1f s ago", to.count(), from.count());
  }
  return text;
}

const char* verb_of(Event event) {
  switch (event) {
    case Event::given: return "+ given";
    case Event::taken: return "- given back";
    case Event::lent: return "  lent";
    case Event::found: return "  found";
    case Event::cached: return "  cached";
  }
  return "";
}

void add_step(Lines& out, const Step& step, const char* remark, Symbols& symbols) {
  out.add("    %s %s by %s, %s%s\n", verb_of(step.event), counted(step.count, "time").c_str(),
          symbols.name_of(step.site).c_str(), ago(step.first_ago, step.last_ago).c_str(), remark);
  add_frames(out, step.site, symbols);
}

// The step that gave up the application's last reference; null when it has some, or never had one.
const Step* last_reference(const History& history) {
  const Step* last = nullptr;
  for (const auto& step : history.steps) {
    if (step.event == Event::taken && history.owned == 0) last = &step;
  }
  return last;
}

void add_history(Lines& out, const History& history, Symbols& symbols) {
  const auto* last = last_reference(history);
  out.add("  what the application had of the session:\n");
  for (const auto& step : history.steps) add_step(out, step, &step == last ? "; this was its last" : "", symbols);
}

bool is_refused(const Refusal& refusal) { return refusal.verdict != Verdict::shared; }

const char* fault_of(const Refusal& refusal) {
  switch (refusal.verdict) {
    case Verdict::fine: break;
    case Verdict::owns_none: return "gives up a reference that the application does not have";
    case Verdict::gone:
      return refusal.gives_back ? "gives up a reference of a session that is gone" : "uses a session that is gone";
    case Verdict::unknown: return "is given what is no session, or one that went long ago";
    case Verdict::shared: return "puts a session into the cache of a second context, which corrupts OpenSSL's";
  }
  return "";
}

void add_end(Lines& out, const History& history, Symbols& symbols) {
  const auto name = symbols.name_of(*history.end);
  out.add("  its last reference went %.1f s ago, in %s\n", history.ended_ago.count(), name.c_str());
  add_frames(out, *history.end, symbols);
}

void add_leak(Lines& out, const Leak& leak, Symbols& symbols) {
  out.add("  %s of %s %s never given back:\n", counted(leak.references, "reference").c_str(),
          counted(leak.sessions, "session").c_str(), leak.references == 1 ? "was" : "were");
  for (const auto& step : leak.steps) add_step(out, step, "", symbols);
}

}  // namespace

std::string text_of(const Refusal& refusal, Symbols& symbols) {
  Lines out;
  add_head(out);
  const char* outcome = is_refused(refusal) ? "; not carried out" : "";
  out.add(": %s %s%s\n", symbols.name_of(refusal.site).c_str(), fault_of(refusal), outcome);
  add_frames(out, refusal.site, symbols);
  const auto& history = refusal.history;
  if (!history) return out.add("  at %p\n", refusal.session).take();
  out.add("  session %llu at %p", static_cast<unsigned long long>(history->serial), refusal.session);
  if (history->end) {
    add_end(out.add("\n"), *history, symbols);
  } else {
    out.add(", which lives by %s of connections and caches\n", counted(history->ours, "reference").c_str());
  }
  add_history(out, *history, symbols);
  return out.take();
}

std::string text_of(const Report& report, Symbols& symbols) {
  Lines out;
  add_head(out);
  const auto& totals = report.totals;
  out.add(" %s: %s seen, %s given, %llu given back\n", report.occasion, counted(totals.sessions, "session").c_str(),
          counted(totals.given, "reference").c_str(), static_cast<unsigned long long>(totals.taken));
  if (report.inherited != 0) {
    out.add("  %s from before the fork left to the parent process\n", counted(report.inherited, "reference").c_str());
  }
  for (const auto& leak : report.leaks) add_leak(out, leak, symbols);
  for (const auto& refusal : report.refusals) {
    out.add("  %s %s: %s %s\n", is_refused(refusal) ? "refused" : "allowed", counted(refusal.count, "time").c_str(),
            symbols.name_of(refusal.site).c_str(), fault_of(refusal));
    add_frames(out, refusal.site, symbols);
  }
  if (report.leaks.empty() && report.refusals.empty()) out.add("  nothing is wrong\n");
  return out.take();
}

}  // namespace reprise::capi::ledger

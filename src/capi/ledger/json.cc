// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/json.h"

#include <errno.h>
#include <unistd.h>

#include <string_view>

#include "base/json.h"

namespace reprise::capi::ledger {
namespace {

void put_head(Json& out, std::string_view kind) {
  out.open('{').key("kind").string(kind);
  out.key("program").string(program_invocation_short_name).key("pid").number(std::uint64_t(::getpid()));
}

void put_place(Json& out, const Place& place, bool is_callback) {
  out.open('{').key("function").string(place.function).key("module").string(place.module);
  out.key("offset").hex(place.offset);
  if (is_callback) out.key("callback").boolean(true);
  out.close('}');
}

void put_site(Json& out, const CallSite& site, Symbols& symbols) {
  out.key("by").string(symbols.name_of(site)).key("at").open('[');
  if (site.callback != nullptr) put_place(out, symbols.function(site.callback), true);
  for (std::size_t i = 0; i < site.num_frames; ++i) put_place(out, symbols.caller(site.frames[i]), false);
  out.close(']');
}

std::string_view word_of(Event event) {
  switch (event) {
    case Event::given: return "given";
    case Event::taken: return "given back";
    case Event::lent: return "lent";
    case Event::found: return "found";
    case Event::cached: return "cached";
  }
  return "";
}

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fine: return "none";
    case Verdict::owns_none: return "not owned";
    case Verdict::gone: return "gone";
    case Verdict::unknown: return "unknown";
    case Verdict::shared: return "shared";
  }
  return "";
}

void put_steps(Json& out, const std::vector<Step>& steps, Symbols& symbols) {
  out.key("history").open('[');
  for (const auto& step : steps) {
    out.open('{').key("event").string(word_of(step.event)).key("count").number(step.count);
    out.key("first_s_ago").seconds(step.first_ago.count()).key("last_s_ago").seconds(step.last_ago.count());
    put_site(out, step.site, symbols);
    out.close('}');
  }
  out.close(']');
}

void put_refusal(Json& out, const Refusal& refusal, Symbols& symbols) {
  out.key("fault").string(word_of(refusal.verdict)).key("count").number(refusal.count);
  put_site(out, refusal.site, symbols);
}

}  // namespace

std::string json_of(const Refusal& refusal, Symbols& symbols) {
  Json out;
  put_head(out, "refusal");
  put_refusal(out, refusal, symbols);
  out.key("address").hex(reinterpret_cast<std::uintptr_t>(refusal.session));
  if (refusal.history) {
    out.key("session").number(refusal.history->serial).key("owned").number(refusal.history->owned);
    out.key("ours").number(refusal.history->ours);
    put_steps(out, refusal.history->steps, symbols);
    if (refusal.history->end) {
      out.key("end").open('{').key("s_ago").seconds(refusal.history->ended_ago.count());
      put_site(out, *refusal.history->end, symbols);
      out.close('}');
    }
  }
  return out.close('}').line();
}

std::string json_of(const Report& report, Symbols& symbols) {
  Json out;
  put_head(out, "report");
  out.key("occasion").string(report.occasion).key("sessions").number(report.totals.sessions);
  out.key("given").number(report.totals.given).key("given_back").number(report.totals.taken);
  out.key("inherited").number(report.inherited).key("leaks").open('[');
  for (const auto& leak : report.leaks) {
    out.open('{').key("references").number(leak.references).key("sessions").number(leak.sessions);
    put_steps(out, leak.steps, symbols);
    out.close('}');
  }
  out.close(']').key("refusals").open('[');
  for (const auto& refusal : report.refusals) {
    out.open('{');
    put_refusal(out, refusal, symbols);
    out.close('}');
  }
  return out.close(']').close('}').line();
}

}  // namespace reprise::capi::ledger

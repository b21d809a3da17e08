// SPDX-License-Identifier: Apache-2.0
#include "session/object/lineage.h"

#include <algorithm>
#include <chrono>

#include "session/object/der.h"

namespace reprise::session {
namespace {

constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kGeneralizedTime = 0x18;

// A number of `width` digits off the front of `text`; nothing when there are none.
std::optional<unsigned> take_number(Bytes& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  unsigned value = 0;
  for (const std::uint8_t c : text.first(width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text = text.subspan(width);
  return value;
}

// RFC 5280, 4.1.2.5: years before 2050 as UTCTime, YYMMDDHHMMSSZ; later ones as GeneralizedTime, YYYYMMDDHHMMSSZ.
std::optional<UnixSeconds> read_time(Bytes text, std::size_t year_digits) {
  auto year = take_number(text, year_digits);
  const auto month = take_number(text, 2), day = take_number(text, 2);
  const auto hour = take_number(text, 2), minute = take_number(text, 2), second = take_number(text, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text.size() != 1 || text[0] != 'Z' || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  if (year_digits == 2) *year += *year < 50 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(int(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return UnixSeconds(days) * 86400 + *hour * 3600 + *minute * 60 + *second;
}

// TBSCertificate up to and with validity (RFC 5280, 4.1).
Result<std::optional<UnixSeconds>> read_not_after(Bytes certificate) {
  DerReader outer(certificate);
  DerReader whole(TRY(outer.take(kDerSequence)));
  DerReader tbs(TRY(whole.take(kDerSequence)));
  if (tbs.at(der_explicit(0))) TRY(tbs.take(der_explicit(0)));  // version
  TRY(tbs.take(kDerInteger));                                   // serialNumber
  TRY(tbs.take(kDerSequence));                                  // signature
  TRY(tbs.take(kDerSequence));                                  // issuer
  DerReader validity(TRY(tbs.take(kDerSequence)));
  TRY(validity.take(validity.at(kUtcTime) ? kUtcTime : kGeneralizedTime));  // notBefore
  if (validity.at(kUtcTime)) return read_time(TRY(validity.take(kUtcTime)), 2);
  return read_time(TRY(validity.take(kGeneralizedTime)), 4);
}

}  // namespace

std::int64_t age_s(const Session& session, UnixSeconds now) {
  constexpr std::int64_t kOldest_s = 100'000'000'000;
  std::int64_t age;
  const UnixSeconds made = session.time();
  if (__builtin_sub_overflow(now, made, &age)) return made < now ? kOldest_s : -kOldest_s;
  return std::clamp(age, -kOldest_s, kOldest_s);
}

UnixSeconds lineage_end(const Session& session, std::int64_t session_timeout_s) {
  const std::int64_t length_s = std::max({kMaxLineage_s, session_timeout_s, session.timeout_s()});
  UnixSeconds end;
  return __builtin_add_overflow(lineage_start(session), length_s, &end) ? kNever : end;
}

WhyNotResumed check_lineage(const Session& session, std::int64_t session_timeout_s, PeerVerified verified,
                            UnixSeconds now) {
  if (lineage_end(session, session_timeout_s) < now) return WhyNotResumed::too_old_lineage;
  const auto* peer = session.data().peer();
  if (verified == PeerVerified::no || peer == nullptr) return WhyNotResumed::resumed;
  const auto end = not_after(peer->der());
  return end && now <= *end ? WhyNotResumed::resumed : WhyNotResumed::certificate_expired;
}

std::optional<UnixSeconds> not_after(Bytes certificate) {
  const auto end = read_not_after(certificate);
  return end.ok() ? end.value() : std::nullopt;
}

}  // namespace reprise::session

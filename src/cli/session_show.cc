// SPDX-License-Identifier: Apache-2.0
#include "cli/session_show.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <string_view>

#include "cli/files.h"
#include "cli/session_file.h"
#include "cli/words.h"
#include "stores/file/file_store.h"
#include "stores/system_clock.h"
#include "wire/codes/cipher_suite.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::cli {
namespace {

constexpr Milliseconds kPatience{1000};
constexpr std::size_t kMaxSharedFileSize = 8 * 1024 * 1024;  // docs/formats/session-file.md

void row(std::string_view name, std::string_view value) { fmt::print("  {:<14} {}\n", name, value); }

void show_protocol(const session::SessionData& data) {
  const auto* suite = wire::find_cipher_suite(data.cipher_suite());
  row("version", version_words(data.version()));
  row("cipher suite", suite != nullptr ? suite->name : "unknown");
  if (const auto* group = crypto::find_group(crypto::NamedGroup(data.kex_group()))) row("group", group->name);
  if (data.extended_master_secret()) row("", "with the extended master secret");
}

void show_names(const session::SessionData& data) {
  if (!data.hostname().empty()) row("server name", printable(data.hostname()));
  if (!data.alpn().empty()) row("protocol", printable(text_of(data.alpn())));
  if (!data.psk_identity().empty()) row("PSK identity", printable(data.psk_identity()));
  if (data.peer() != nullptr) row("peer", subject_words(*data.peer()));
  if (data.verify_result() != 0) row("verified", fmt::format("no: X509_V_ERR_ code {}", data.verify_result()));
}

// The last second in which it can be resumed: its own, or that of its ticket (RFC 8446, 4.6.1).
std::int64_t good_until(const session::Session& session) {
  const auto& data = session.data();
  if (data.version() != 0x0304) return session.good_until();
  const auto lifetime_s = std::int64_t(std::min<std::uint64_t>(data.lifetime_hint(), wire::kMaxTicketLifetime));
  std::int64_t end_of_ticket;
  if (__builtin_add_overflow(session.time(), lifetime_s, &end_of_ticket)) return session.good_until();
  return std::min(session.good_until(), end_of_ticket);
}

std::string_view resumption_words(const session::Session& session, std::int64_t now) {
  const auto& data = session.data();
  const bool complete = !data.secret().empty() && (data.version() != 0x0304 || !data.ticket().empty());
  if (!session.is_resumable() || !complete) return "that cannot be resumed";
  return good_until(session) < now ? "that has expired" : "that can be resumed";
}

// A difference of two times that a file may say anything of.
std::int64_t between(std::int64_t from, std::int64_t to) {
  std::int64_t difference;
  if (!__builtin_sub_overflow(to, from, &difference)) return difference;
  return to > from ? session::kNever : -session::kNever;
}

void show_time(const session::Session& session, std::int64_t now) {
  row("made", time_words(session.time()));
  const auto left = between(now, good_until(session));
  row("good for", left >= 0 ? duration_words(left) + " more" : "no more: expired " + duration_words(-left) + " ago");
}

void show_ticket(const session::SessionData& data) {
  if (!data.session_id().empty()) row("session id", brief_hex(data.session_id()));
  if (data.ticket().empty()) return;
  row("ticket", fmt::format("{} bytes, announced for {}", data.ticket().size(),
                            duration_words(std::int64_t(data.lifetime_hint()))));
  if (data.max_early_data() != 0) row("early data", fmt::format("up to {} bytes", data.max_early_data()));
}

// Whether it is one that programs share their sessions by.
bool is_shared(Bytes content) {
  const auto header = stores::encode_header();
  return content.size() >= header.size() && std::ranges::equal(content.first(header.size()), header);
}

int show_shared(const std::string& path) {
  const stores::SystemClock clock;
  stores::FileStore store(path, clock);
  const auto num_values = store.num_values(kPatience);
  if (!num_values) {
    fmt::print(stderr, "reprise: {}: {}\n", path, describe(store.last_verdict()));
    return 1;
  }
  fmt::print("{}: {} of {} places hold a client's session, sealed\n", path, *num_values, stores::kNumPlaces);
  return 0;
}

}  // namespace

int show_session(const std::string& path) {
  auto content = read_file_or_say(path, {.max_size = kMaxSharedFileSize});
  if (!content) return 1;
  if (is_shared(*content)) return show_shared(path);
  if (content->size() > kMaxFileSize) content->resize(kMaxFileSize);  // no session is that long
  auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  if (!algorithms.ok()) return 1;
  crypto::CertificateInterner certificates(std::move(algorithms.value()));
  const auto now = std::int64_t(std::time(nullptr));
  const auto session = session_in(std::move(*content), path, certificates, now);
  if (!session) return 1;
  fmt::print("{}: a session {}\n", path, resumption_words(*session, now));
  show_protocol(session->data());
  show_names(session->data());
  show_time(*session, now);
  show_ticket(session->data());
  return 0;
}

}  // namespace reprise::cli

#include "cli/session_show.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <string_view>

#include "cli/session_file.h"
#include "cli/words.h"
#include "stores/file/file_store.h"
#include "stores/system_clock.h"
#include "wire/cipher_suite.h"

namespace reprise::cli {
namespace {

constexpr Milliseconds kPatience{1000};

void row(std::string_view name, std::string_view value) { fmt::print("  {:<14} {}\n", name, value); }

void show_protocol(const session::SessionData& data) {
  const auto* suite = wire::find_cipher_suite(data.cipher_suite());
  row("version", version_words(data.version()));
  row("cipher suite", suite != nullptr ? suite->name : "unknown");
  if (const auto* group = crypto::find_group(crypto::NamedGroup(data.kex_group()))) row("group", group->name);
  if (data.extended_master_secret()) row("", "with the extended master secret");
}

void show_names(const session::SessionData& data) {
  if (!data.hostname().empty()) row("server name", data.hostname());
  if (!data.alpn().empty()) row("protocol", text_of(data.alpn()));
  if (!data.psk_identity().empty()) row("PSK identity", data.psk_identity());
  if (data.peer() != nullptr) row("peer", subject_words(*data.peer()));
  if (data.verify_result() != 0) row("verified", fmt::format("no: X509_V_ERR_ code {}", data.verify_result()));
}

void show_time(const session::Session& session, std::int64_t now) {
  row("made", time_words(session.time()));
  const auto left = session.good_until() - now;
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
bool is_shared(const std::string& path) {
  std::array<char, stores::kHeaderLen> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::ranges::equal(bytes_of(std::string_view(start.data(), start.size())), stores::encode_header());
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
  if (is_shared(path)) return show_shared(path);
  auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  if (!algorithms.ok()) return 1;
  crypto::CertificateInterner certificates(std::move(algorithms.value()));
  const auto now = std::int64_t(std::time(nullptr));
  const auto session = load_session(path, certificates, now);
  if (!session) return 1;
  fmt::print("{}: a session {}\n", path, session->is_resumable() ? "that can be resumed" : "that cannot be resumed");
  show_protocol(session->data());
  show_names(session->data());
  show_time(*session, now);
  show_ticket(session->data());
  return 0;
}

}  // namespace reprise::cli

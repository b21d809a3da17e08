// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/explanation.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "capi/library/diagnostics.h"
#include "capi/library/process_settings.h"

namespace reprise::capi {
namespace {

using session::WhyNotResumed;

// One line at most so long; it is written by one call, so that lines of several processes do not mix.
class Line {
 public:
  __attribute__((format(printf, 2, 3))) void add(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int wanted = std::vsnprintf(text_.data() + size_, text_.size() - size_, format, arguments);
    va_end(arguments);
    size_ = std::min(size_ + std::size_t(std::max(wanted, 0)), text_.size() - 1);
  }
  // What the peer chose: nothing of it may look like a line of ours, or reach a terminal as it is.
  void add_foreign(std::string_view text) {
    for (const char c : text.substr(0, 255)) add("%c", c > ' ' && c < 0x7f ? c : '?');
  }
  std::string_view finished() {
    text_[size_] = '\n';
    return {text_.data(), size_ + 1};
  }

 private:
  std::array<char, 1024> text_{};
  std::size_t size_ = 0;
};

// Standard error, or a file that is held open. A program may close descriptors that it does not know, and the next file
// it opens then has our number: so what the number stands for is looked at before each line.
class Destination {
 public:
  explicit Destination(const char* path) {
    if (path == nullptr) return;
    fd_ = open_for_lines(path);
    if (fd_ < 0 || ::fstat(fd_, &opened_) != 0) fd_ = kNone;
  }
  void write(std::string_view line) const {
    if (fd_ == kNone) return;
    const int errno_before = errno;
    const int to = fd_ == STDERR_FILENO ? standard_error() : is_still_ours() ? fd_ : kNone;
    if (to != kNone) (void)!::write(to, line.data(), line.size());  // there is nobody to tell that it failed
    errno = errno_before;
  }

 private:
  static constexpr int kNone = -1;
  bool is_still_ours() const {
    struct stat now{};
    return ::fstat(fd_, &now) == 0 && now.st_dev == opened_.st_dev && now.st_ino == opened_.st_ino;
  }

  int fd_ = STDERR_FILENO;
  struct stat opened_{};
};

constexpr std::size_t kNumSides = 2;
std::size_t index_of(Side side) { return side == Side::client ? 0 : 1; }
const char* word_of(Side side) { return side == Side::client ? "client" : "server"; }

class Explanation {
 public:
  explicit Explanation(const char* path) : destination_(path) {}

  void note(const SSL* ssl) {
    const auto why = facts_of(ssl).outcome();
    counters_[index_of(ssl->side)].count(why);
    pid_.store(::getpid(), std::memory_order_relaxed);
    if (why != WhyNotResumed::resumed && why != WhyNotResumed::none_offered) describe_connection(ssl, why);
  }

  void summarise() const {
    // A process forked from one that had counted has nothing to say of its own.
    if (pid_.load(std::memory_order_relaxed) != ::getpid()) return;
    summarise(Side::client);
    summarise(Side::server);
  }

 private:
  static Line begin() {
    Line line;
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    char time[32] = "";
    if (::gmtime_r(&now, &utc) != nullptr) (void)std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &utc);
    line.add("%s reprise[%d] ", time, int(::getpid()));
    return line;
  }

  void describe_connection(const SSL* ssl, WhyNotResumed why) const {
    Line line = begin();
    line.add("%s, %s", word_of(ssl->side), facts_of(ssl).version == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2");
    const char* name = ssl->side == Side::client ? (ssl->has_server_name ? ssl->server_name.c_str() : nullptr)
                                                 : ssl->host->requested_server_name();
    if (name != nullptr) {
      line.add(", ");
      line.add_foreign(name);
    }
    line.add(": not resumed: %s: %s", session::name_of(why).data(), session::describe(why).data());
    destination_.write(line.finished());
  }

  void summarise(Side side) const {
    const auto& counters = counters_[index_of(side)];
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < session::kNumWhyNotResumed; ++i) total += counters.get(WhyNotResumed(i));
    if (total == 0) return;
    Line line = begin();
    line.add("%s: handshakes %llu", word_of(side), static_cast<unsigned long long>(total));
    for (std::size_t i = 0; i < session::kNumWhyNotResumed; ++i) {
      const auto count = counters.get(WhyNotResumed(i));
      if (count != 0)
        line.add(", %s %llu", session::name_of(WhyNotResumed(i)).data(), static_cast<unsigned long long>(count));
    }
    destination_.write(line.finished());
  }

  Destination destination_;
  std::array<session::ResumptionCounters, kNumSides> counters_;
  std::atomic<pid_t> pid_{0};
};

Explanation* make_explanation();

// Null when nobody asks for it. Never destroyed: connections may end in exit handlers.
Explanation* explanation() {
  static Explanation* const instance = make_explanation();
  return instance;
}

Explanation* make_explanation() {
  const auto settings = process_settings();
  if (!settings.is_on(operate::Setting::explain)) return nullptr;
  const auto& file = settings.text(operate::Setting::explain_file);
  auto* made = new Explanation(file.empty() ? nullptr : file.c_str());
  (void)std::atexit([] { explanation()->summarise(); });
  return made;
}

}  // namespace

void prepare_explanation() { (void)explanation(); }

void explain_outcome(const SSL* ssl) {
  if (auto* const asked_for = explanation(); asked_for != nullptr) asked_for->note(ssl);
}

}  // namespace reprise::capi

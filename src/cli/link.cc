// SPDX-License-Identifier: Apache-2.0
#include "cli/link.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace reprise::cli {

using engine::Status;

bool Link::report(const Error& error) {
  flush();
  fmt::print(stderr, "reprise: {}\n", name_of(error.reason));
  return false;
}

bool Link::flush() {
  const auto waiting = connection_.output();
  if (waiting.empty()) return true;
  if (!send_all(socket_, waiting)) return false;
  connection_.output_sent(waiting.size());
  return true;
}

// Never, when there is no end to the patience.
Link::Clock::time_point Link::after(Clock::time_point from, int patience_ms) {
  return patience_ms < 0 ? Clock::time_point::max() : from + std::chrono::milliseconds(patience_ms);
}

bool Link::refill(Clock::time_point deadline) {
  const auto space = connection_.input_space(connection_.input_wanted());
  const auto last_moment = std::min(deadline, deadline_);
  int left_ms = -1;
  if (last_moment != Clock::time_point::max()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(last_moment - Clock::now());
    left_ms = int(std::max<std::int64_t>(left.count(), 0));
  }
  const long size = receive(socket_, space, left_ms);
  if (size < 0) return false;
  if (size > 0) {
    connection_.input_filled(std::size_t(size));
    return true;
  }
  const auto ended = connection_.input_ended();
  return ended.ok() || report(ended.error());
}

bool Link::handshake() {
  for (;;) {
    const auto status = connection_.handshake();
    if (!status.ok()) return report(status.error());
    if (!flush()) return false;
    if (status.value() == Status::done) return true;
    if (status.value() == Status::early_data) {
      if (!connection_.end_early_data().ok()) return false;
    } else if (status.value() != Status::wants_input || !refill()) {
      return false;
    }
  }
}

bool Link::write(Bytes data) {
  while (!data.empty()) {
    const auto written = connection_.write(data);
    if (!written.ok()) return report(written.error());
    data = data.subspan(written.value().size);
    if (!flush()) return false;
  }
  return true;
}

std::optional<ByteVector> Link::read(int patience_ms) {
  std::array<std::uint8_t, 16384> buffer;
  const auto deadline = after(Clock::now(), patience_ms);
  for (;;) {
    const auto read = connection_.read(buffer);
    if (!read.ok()) {
      report(read.error());
      return std::nullopt;
    }
    if (!flush()) return std::nullopt;
    if (read.value().status == Status::done) return copy_of(Bytes(buffer).first(read.value().size));
    if (read.value().status == Status::closed) return ByteVector{};
    if (!refill(deadline)) return std::nullopt;
  }
}

bool Link::write_early_data(Bytes data) {
  const auto written = connection_.write_early_data(data);
  if (!written.ok()) return report(written.error());
  return flush();
}

std::optional<ByteVector> Link::read_early_data() {
  ByteVector all;
  std::array<std::uint8_t, 16384> buffer;
  for (;;) {
    const auto read = connection_.read_early_data(buffer);
    if (!read.ok()) {
      report(read.error());
      return std::nullopt;
    }
    if (!flush()) return std::nullopt;
    if (read.value().status == Status::wants_input) {
      if (!refill()) return std::nullopt;
      continue;
    }
    if (read.value().size == 0) return all;
    all.insert(all.end(), buffer.begin(), buffer.begin() + std::ptrdiff_t(read.value().size));
  }
}

void Link::close() {
  connection_.close();
  flush();
}

}  // namespace reprise::cli

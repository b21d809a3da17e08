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

// The less of `patience_ms` and what the connection as a whole has left.
int Link::patience_left(int patience_ms) const {
  if (patience_ms_ < 0) return patience_ms;
  const auto used = std::chrono::steady_clock::now() - start_;
  const auto used_ms = std::chrono::duration_cast<std::chrono::milliseconds>(used).count();
  const int left_ms = int(std::max<std::int64_t>(patience_ms_ - used_ms, 0));
  return patience_ms < 0 ? left_ms : std::min(patience_ms, left_ms);
}

bool Link::refill(int patience_ms) {
  const auto space = connection_.input_space(connection_.input_wanted());
  const long size = receive(socket_, space, patience_left(patience_ms));
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
    } else if (status.value() != Status::wants_input || !refill(-1)) {
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
  for (;;) {
    const auto read = connection_.read(buffer);
    if (!read.ok()) {
      report(read.error());
      return std::nullopt;
    }
    if (!flush()) return std::nullopt;
    if (read.value().status == Status::done) return copy_of(Bytes(buffer).first(read.value().size));
    if (read.value().status == Status::closed) return ByteVector{};
    if (!refill(patience_ms)) return std::nullopt;
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
      if (!refill(-1)) return std::nullopt;
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

// SPDX-License-Identifier: Apache-2.0
#include "engine/record_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/messages/handshake_header.h"

namespace reprise::engine {
namespace {

using handshake::writes;
using wire::ContentType;

constexpr std::size_t kMinFragment = 64;
constexpr std::size_t kMaxRecordOverhead = 64;  // header, nonce, tag and type, generously

}  // namespace

void RecordWriter::set_options(const RecordOptions& options) {
  options_ = options;
  options_.max_fragment = std::clamp(options.max_fragment, kMinFragment, wire::kMaxPlaintextLen);
}

std::size_t RecordWriter::padding_for(ContentType type, std::size_t size) const {
  if (!sealer_.hides_type() || type == ContentType::change_cipher_spec) return 0;
  std::size_t padding = 0;
  if (options_.padding_callback != nullptr) {
    // Compat: the callback is told the length with the inner content type.
    padding = options_.padding_callback(options_.padding_context, wire::code_of(type), size + 1);
  } else if (options_.padding_block > 1) {
    const std::size_t over = (size + 1) % options_.padding_block;
    padding = over == 0 ? 0 : options_.padding_block - over;
  }
  const std::size_t room = max_fragment() > size ? max_fragment() - size : 0;
  return std::min(padding, room);
}

Result<> RecordWriter::emit(ContentType type, Bytes content) {
  if (ended_) return success();
  const record::Content dressed{
      .type = type,
      .bytes = content,
      .padding = padding_for(type, content.size()),
      // RFC 8446, 5.1: 0x0301 MAY stand on an initial ClientHello, and on nothing else.
      .version = type == ContentType::handshake ? plain_version_ : wire::ProtocolVersion::tls12,
  };
  const std::size_t size = sealer_.sealed_size(dressed);
  const MutableBytes out = output_.append(size);
  const auto sealed = sealer_.seal(dressed, out);
  if (!sealed.ok()) {
    output_.unappend(size);
    return sealed.error();
  }
  if (watch_.on()) {
    watch_.record_header(Direction::sent, out.first(wire::kRecordHeaderLen));
    if (sealer_.hides_type() && type != ContentType::change_cipher_spec) watch_.inner_type(Direction::sent, type);
  }
  return success();
}

Result<> RecordWriter::flush_flight() {
  if (flight_.empty()) return success();
  const Bytes all = flight_;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t size = std::min(all.size() - at, max_fragment());
    TRY(emit(ContentType::handshake, all.subspan(at, size)));
    at += size;
    if (watch_.on()) report_flight(reported_, at);
  }
  // What is about to write has no message yet.
  std::erase_if(entered_, [&](const Entered& entered) { return entered.offset < all.size() || !writes(entered.name); });
  for (Entered& entered : entered_) entered.offset = 0;
  flight_.clear();
  reported_ = 0;
  return success();
}

// Reports the messages from `begin` on that end at `end` or before, each before the state that wrote it, and the other
// states that were entered after them.
void RecordWriter::report_flight(std::size_t begin, std::size_t end) {
  const Bytes all = flight_;
  while (begin + wire::kHandshakeHeaderLen <= end) {
    const auto header = wire::read_handshake_header(all.subspan(begin).first<wire::kHandshakeHeaderLen>());
    const std::size_t next = begin + wire::kHandshakeHeaderLen + header.length;
    if (next > end) break;
    if (!ended_) watch_.message(Direction::sent, ContentType::handshake, all.subspan(begin, next - begin));
    for (const Entered& entered : entered_) {
      if (entered.offset == (writes(entered.name) ? begin : next)) watch_.state_entered(entered.name);
    }
    begin = next;
  }
  reported_ = begin;
}

void RecordWriter::state_entered(handshake::StateName name) {
  if (!watch_.on()) return;
  entered_.push_back({flight_.size(), name});
  if (flight_.empty() && !writes(name)) report_entered();
}

void RecordWriter::report_entered() {
  for (const Entered& entered : std::exchange(entered_, {})) watch_.state_entered(entered.name);
}

Result<> RecordWriter::change_cipher_spec() {
  TRY(flush_flight());
  const std::uint8_t one = 1;
  TRY(emit(ContentType::change_cipher_spec, Bytes(&one, 1)));
  if (!ended_) watch_.message(Direction::sent, ContentType::change_cipher_spec, Bytes(&one, 1));
  report_entered();
  return success();
}

Result<> RecordWriter::alert(AlertLevel level, Alert alert) {
  if (ended_) return success();
  TRY(flush_flight());
  const std::array<std::uint8_t, 2> bytes{std::uint8_t(level), std::uint8_t(alert)};
  TRY(emit(ContentType::alert, bytes));
  watch_.message(Direction::sent, ContentType::alert, bytes);
  watch_.alert(Direction::sent, level, alert);
  ended_ = level == AlertLevel::fatal || alert == Alert::close_notify;
  return success();
}

Result<std::size_t> RecordWriter::application_data(Bytes data, AtKeyLimit at_limit) {
  TRY(flush_flight());
  const std::size_t num_records = (data.size() + max_fragment() - 1) / max_fragment();
  output_.reserve(data.size() + num_records * kMaxRecordOverhead);
  std::size_t taken = 0;
  while (taken < data.size()) {
    // Asked before each record: one write may have more of them than the key has left.
    if (at_limit == AtKeyLimit::stop && sealer_.needs_key_update()) break;
    const Bytes head = data.subspan(taken, std::min(data.size() - taken, max_fragment()));
    TRY(emit(ContentType::application_data, head));
    taken += head.size();
  }
  return taken;
}

Result<> RecordWriter::use_keys(const crypto::Algorithms& algorithms, const record::Keys& keys,
                                record::SequenceNumber first) {
  TRY(flush_flight());
  return sealer_.use_keys(algorithms, keys, first);
}

Result<> RecordWriter::use_plaintext() {
  TRY(flush_flight());
  sealer_.use_plaintext();
  return success();
}

void RecordWriter::release_idle() {
  if (flight_.empty()) {
    flight_ = ByteVector();
    entered_ = std::vector<Entered>();
  }
}

}  // namespace reprise::engine

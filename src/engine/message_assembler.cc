// SPDX-License-Identifier: Apache-2.0
#include "engine/message_assembler.h"

#include <algorithm>

#include "engine/message_limits.h"
#include "wire/messages/handshake_header.h"

namespace reprise::engine {
namespace {

using wire::kHandshakeHeaderLen;

// The length of the whole message that begins with `bytes`.
Result<std::size_t> whole_size(Bytes bytes, const MessageRules& rules) {
  const auto header = wire::read_handshake_header(bytes.first<kHandshakeHeaderLen>());
  const std::size_t limit = TRY(message_limit(rules.receiver, header.type, rules.max_certificate_list));
  // RFC 8446, 6: a length that the message's syntax does not allow MUST be answered with decode_error. Compat: one that
  // is too much for us alone with illegal_parameter.
  const bool length_is_fixed = limit <= 1 || header.type == wire::HandshakeType::finished;
  if (header.length > limit) {
    return fail(length_is_fixed ? Alert::decode_error : Alert::illegal_parameter, Reason::message_too_large);
  }
  return kHandshakeHeaderLen + header.length;
}

}  // namespace

Result<std::optional<Bytes>> MessageAssembler::next(Bytes& record, const MessageRules& rules) {
  if (mid_message()) return extend(record, rules);
  if (record.size() >= kHandshakeHeaderLen) {
    const std::size_t size = TRY(whole_size(record, rules));
    if (record.size() >= size) {
      const Bytes message = record.first(size);
      record = record.subspan(size);
      return std::optional(message);
    }
  }
  partial_ = copy_of(record);
  record = {};
  return std::optional<Bytes>{};
}

Result<std::optional<Bytes>> MessageAssembler::extend(Bytes& record, const MessageRules& rules) {
  const auto take = [&](std::size_t wanted) {
    const std::size_t size = std::min(wanted - partial_.size(), record.size());
    partial_.insert(partial_.end(), record.begin(), record.begin() + std::ptrdiff_t(size));
    record = record.subspan(size);
    return partial_.size() == wanted;
  };
  if (partial_.size() < kHandshakeHeaderLen && !take(kHandshakeHeaderLen)) return std::optional<Bytes>{};
  const std::size_t size = TRY(whole_size(partial_, rules));
  if (!take(size)) return std::optional<Bytes>{};
  return std::optional<Bytes>(partial_);
}

void MessageAssembler::done() { partial_ = ByteVector(); }

}  // namespace reprise::engine

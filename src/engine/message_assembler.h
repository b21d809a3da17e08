// SPDX-License-Identifier: Apache-2.0
// Handshake messages out of records: several to a record, or one over many (RFC 8446, 5.1).
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/host/config.h"
#include "wire/codes/enums.h"

namespace reprise::engine {

// What a message may be depends on who receives it.
struct MessageRules {
  handshake::Role receiver;
  std::size_t max_certificate_list;
};

// A message that lies in one record is lent as it lies there; only one that spans records is copied. Not thread-safe.
class MessageAssembler {
 public:
  // Takes bytes off the front of `record` until a message is whole, or all of them. The message, header included, is
  // valid until done() and while the record's bytes stay. Fails with illegal_parameter/message_too_large or
  // unexpected_message as soon as the header shows it.
  Result<std::optional<Bytes>> next(Bytes& record, const MessageRules& rules);
  // The message that next() gave has been processed.
  void done();
  // A message has begun in an earlier record and is not whole.
  bool mid_message() const { return !partial_.empty(); }
  // Of that message.
  wire::HandshakeType type() const { return wire::HandshakeType{partial_.front()}; }

 private:
  Result<std::optional<Bytes>> extend(Bytes& record, const MessageRules& rules);

  ByteVector partial_;
};

}  // namespace reprise::engine

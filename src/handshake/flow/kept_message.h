// SPDX-License-Identifier: Apache-2.0
// A message that outlives the buffer in which it came: its bytes, and what was read of them, once.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/flow/context.h"

namespace reprise::handshake {

// `Body` is what the codec makes of it, and points into the bytes: they stay where they are when this is moved.
template <typename Body>
class KeptMessage {
 public:
  KeptMessage() = default;
  KeptMessage(const KeptMessage&) = delete;
  KeptMessage& operator=(const KeptMessage&) = delete;
  KeptMessage(KeptMessage&&) noexcept = default;
  KeptMessage& operator=(KeptMessage&&) noexcept = default;

  // Copies `message` and reads its body; fails as `read` does.
  static Result<KeptMessage> read(const Message& message, Result<Body> (*read)(Bytes)) {
    KeptMessage kept;
    kept.raw_ = copy_of(message.raw);
    kept.ends_record_ = message.ends_record;
    kept.body_ = TRY(read(kept.message().body));
    return kept;
  }

  // True before there is one, and once it was moved away.
  bool empty() const { return raw_.empty(); }
  Message message() const { return message_of(raw_, ends_record_); }
  Bytes raw() const { return raw_; }
  const Body& operator*() const { return body_; }
  const Body* operator->() const { return &body_; }

 private:
  ByteVector raw_;
  bool ends_record_ = false;
  Body body_{};
};

}  // namespace reprise::handshake

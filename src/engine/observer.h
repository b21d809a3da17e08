// SPDX-License-Identifier: Apache-2.0
// Watches a connection: what SSL_CTX_set_msg_callback and SSL_CTX_set_info_callback are made of.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/bytes.h"
#include "handshake/flow/state_name.h"

namespace reprise::engine {

enum class Direction : std::uint8_t { received, sent };

// What a message is, in the numbers of the message callback: TLS content types, and the two pseudo types.
inline constexpr int kPseudoRecordHeader = 0x100;      // SSL3_RT_HEADER: five bytes
inline constexpr int kPseudoInnerContentType = 0x101;  // SSL3_RT_INNER_CONTENT_TYPE: one byte

class Observer {
 public:
  // A handshake message, alert, change_cipher_spec or record header as it passes, in the order of libssl: the header of
  // a record, the inner content type of a protected TLS 1.3 record, the messages that end in it. A change_cipher_spec
  // that was received shows its header only. `version` is the negotiated one, before that the highest; for a header,
  // and for the inner type of a record of ours, that of the record.
  virtual void message(Direction, std::uint16_t version, int content_type, Bytes bytes) = 0;
  virtual void alert(Direction, AlertLevel, Alert) = 0;
  virtual void handshake_started() = 0;
  virtual void state_entered(handshake::StateName) = 0;
  virtual void handshake_finished() = 0;

 protected:
  ~Observer() = default;
};

}  // namespace reprise::engine

// Watches a connection: what SSL_CTX_set_msg_callback and SSL_CTX_set_info_callback are made of.
#pragma once

#include <cstdint>

#include "base/alert.h"
#include "base/bytes.h"
#include "handshake/state_name.h"

namespace reprise::engine {

enum class Direction : std::uint8_t { received, sent };

// What a message is, in the numbers of the message callback: TLS content types, and the two pseudo types.
inline constexpr int kPseudoRecordHeader = 0x100;      // SSL3_RT_HEADER: five bytes
inline constexpr int kPseudoInnerContentType = 0x101;  // SSL3_RT_INNER_CONTENT_TYPE: one byte

class Observer {
 public:
  // A handshake message, alert, change_cipher_spec or record header as it passes. `version` is the negotiated one, or the
  // record's for a header (0 there).
  virtual void message(Direction, std::uint16_t version, int content_type, Bytes bytes) = 0;
  virtual void alert(Direction, AlertLevel, Alert) = 0;
  virtual void handshake_started() = 0;
  virtual void state_entered(handshake::StateName) = 0;
  virtual void handshake_finished() = 0;

 protected:
  ~Observer() = default;
};

}  // namespace reprise::engine

// SPDX-License-Identifier: Apache-2.0
// What a client put into its ClientHello, kept until the server has answered.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "crypto/key_share.h"
#include "handshake/host/facts.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"
#include "wire/codes/cipher_suite.h"
#include "wire/codes/enums.h"

namespace reprise::handshake {

// One identity of pre_shared_key, in the order of the message.
struct OfferedPsk {
  tls13::BinderKind kind = tls13::BinderKind::resumption;
  Ref<session::Session> session;      // holds the key
  const wire::CipherSuite* suite = nullptr;  // of the session: its hash computes the binder
  ByteVector identity;                // of an external one; a session's is its ticket
  tls13::KeySchedule early_secret;    // of the key
  Bytes identity_bytes() const {
    return kind == tls13::BinderKind::resumption ? session->data().ticket() : Bytes(identity);
  }
};

struct Offer {
  ShortBytes<32> session_id;          // legacy_session_id as sent
  Ref<session::Session> session;      // the session to resume, of either version; null: none
  session::WhyNotResumed why_not_offered = session::WhyNotResumed::none_offered;  // while `session` is null
  std::vector<OfferedPsk> psks;       // TLS 1.3
  crypto::KeyShare key_share;         // TLS 1.3
  crypto::NamedGroup retry_group{};   // asked for by a HelloRetryRequest; else 0
  ByteVector cookie;                  // of a HelloRetryRequest
  const wire::CipherSuite* retry_suite = nullptr;  // of a HelloRetryRequest
  bool early_data = false;            // the early_data extension was sent
  std::uint16_t min_version = 0;      // the range that the hello stands for
  std::uint16_t max_version = 0;
  std::vector<std::uint16_t> extensions;  // the types sent: others in an answer are unsolicited

  bool sent(wire::ExtensionType type) const {
    for (const auto sent_type : extensions) {
      if (sent_type == code_of(type)) return true;
    }
    return false;
  }
};

}  // namespace reprise::handshake

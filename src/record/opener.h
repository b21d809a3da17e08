// SPDX-License-Identifier: Apache-2.0
// Takes records apart: the read direction of a connection (RFC 8446, 5.2; RFC 5246, 6.2.3).
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "record/protection.h"
#include "wire/messages/record_header.h"

namespace reprise::record {

// A record that was opened. `content` lies in the record's own bytes.
struct Opened {
  wire::ContentType type;
  MutableBytes content;
  bool inner_type;  // the type was hidden in the record (TLS 1.3)
};

// Plaintext until use_keys(). Opens in place and allocates nothing. Not thread-safe.
class Opener {
 public:
  Opener() : protection_(crypto::AeadContext::Direction::open) {}

  // Later records are expected under `keys`; see Protection::use_keys.
  Result<> use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first = SequenceNumber());
  // Later records are expected in the clear.
  void use_plaintext() { protection_.use_plaintext(); }

  // Whether an alert may still come in the clear although there are keys: a TLS 1.3 client that fails before it has
  // keys of its own can tell only so. Ends by itself with the first record that opens.
  void allow_plain_alert() { plain_alert_allowed_ = true; }

  // What can be refused before the rest of the record has come: its type, version and length. `negotiated` is the
  // version agreed on, 0 before that. Fails with unexpected_message, protocol_version, decode_error or record_overflow.
  Result<> check_header(const wire::RecordHeader& header, std::uint16_t negotiated) const;

  // Opens one whole record whose header was checked. Fails with bad_record_mac, record_overflow, or unexpected_message
  // (no content type; an empty fragment where none may be). After bad_record_mac the next record may be tried.
  Result<Opened> open(MutableBytes record);

  bool has_keys() const { return protection_.active(); }

 private:
  bool is_plain(const wire::RecordHeader& header) const;
  std::size_t max_length(const wire::RecordHeader& header) const;
  Result<Opened> open_tls13(MutableBytes record);
  Result<Opened> open_tls12(wire::ContentType type, MutableBytes record);

  Protection protection_;
  bool plain_alert_allowed_ = false;
};

}  // namespace reprise::record

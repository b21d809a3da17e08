// SPDX-License-Identifier: Apache-2.0
// Our messages and data, cut into records and sealed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/connection.h"
#include "engine/watch.h"
#include "record/output_buffer.h"
#include "record/sealer.h"

namespace reprise::engine {

// Handshake messages gather in the flight and are sealed together, before anything
// else goes out and before keys change. After an alert that ends the connection
// nothing more goes out. Errors are those of record::Sealer. Not thread-safe.
class RecordWriter {
 public:
  explicit RecordWriter(const Watch& watch) : watch_(watch) {}

  ByteVector& flight() {
    if (flight_.capacity() == 0) flight_.reserve(kUsualFlight);
    return flight_;
  }
  Result<> flush_flight();
  // Forgets the messages that are not sealed yet.
  void abandon_flight() { flight_.clear(); }

  Result<> change_cipher_spec();
  Result<> alert(AlertLevel level, Alert alert);
  // Seals `data` and returns how much of it: with AtKeyLimit::stop no more than may go out before the key is changed.
  enum class AtKeyLimit : std::uint8_t { stop, go_on };
  Result<std::size_t> application_data(Bytes data, AtKeyLimit at_limit);
  Result<> use_keys(const crypto::Algorithms& algorithms, const record::Keys& keys,
                    record::SequenceNumber first = record::SequenceNumber());
  Result<> use_plaintext();
  bool needs_key_update() const { return sealer_.needs_key_update(); }

  // Tells the observer about `name` once the messages before it have gone out, and its own, when it is to write one.
  void state_entered(handshake::StateName name);

  // A max_fragment outside of its range is brought back into it.
  void set_options(const RecordOptions& options);
  // The limit that was agreed on with the peer (RFC 6066, 4); what the options say counts when that is less.
  void limit_fragments(std::size_t max_bytes) { fragment_limit_ = max_bytes; }
  // The version that records without protection bear (RFC 8446, 5.1).
  void set_plain_version(wire::ProtocolVersion version) { plain_version_ = version; }

  Bytes output() const { return output_.bytes(); }
  Bytes lend_output() { return output_.lend(); }
  void sent(std::size_t size) { output_.sent(size); }
  void release_idle();

 private:
  // Bytes: room for a ClientHello, or for the messages of an abbreviated handshake, without growing step by step.
  static constexpr std::size_t kUsualFlight = 512;

  // A state that was entered when the flight had `offset` bytes.
  struct Entered {
    std::size_t offset;
    handshake::StateName name;
  };

  Result<> emit(wire::ContentType type, Bytes content);
  std::size_t padding_for(wire::ContentType type, std::size_t size) const;
  std::size_t max_fragment() const { return std::min(options_.max_fragment, fragment_limit_); }
  void report_flight(std::size_t begin, std::size_t end);
  void report_entered();

  const Watch& watch_;
  record::Sealer sealer_;
  record::OutputBuffer output_;
  ByteVector flight_;
  std::vector<Entered> entered_;
  std::size_t reported_ = 0;  // bytes of the flight whose messages the observer has seen
  RecordOptions options_;
  std::size_t fragment_limit_ = wire::kMaxPlaintextLen;
  wire::ProtocolVersion plain_version_ = wire::ProtocolVersion::tls12;
  bool ended_ = false;
};

}  // namespace reprise::engine

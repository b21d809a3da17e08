// SPDX-License-Identifier: Apache-2.0
// Records under any of the keys that a peer has had, in both directions.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "base/bytes.h"
#include "crypto/algorithms.h"
#include "handshake/flow/effects.h"
#include "record/opener.h"
#include "record/sealer.h"

namespace reprise::rogue {

using handshake::Epoch;
using wire::ContentType;

class Records {
 public:
  // `hides_types`: TLS 1.3, where a record in the clear is known by its type.
  Records(const crypto::Algorithms& algorithms, bool hides_types)
      : algorithms_(algorithms), hides_types_(hides_types) {}

  // Keys of an epoch. The old ones of the same epoch are gone. Does not change what is used.
  void set_write_keys(Epoch epoch, const record::Keys& keys);
  void set_read_keys(Epoch epoch, const record::Keys& keys);
  bool can_write(Epoch epoch) const { return epoch == Epoch::plain || write_known_[std::size_t(epoch)]; }
  // What send() writes under from now on, if there are such keys.
  void write_under(Epoch epoch);
  void read_under(Epoch epoch) { read_ = epoch; }
  Epoch write_epoch() const { return write_; }
  // All keys that were ever written under, the newest last: 0 is none. writing(): the number of those in use.
  std::size_t writing() const { return current_[std::size_t(write_)]; }
  std::size_t num_writers() const { return sealers_.size(); }

  // One whole record.
  ByteVector seal(ContentType type, Bytes content) { return seal(type, content, write_); }
  // `padding`: where there can be some.
  ByteVector seal(ContentType type, Bytes content, Epoch epoch, std::size_t padding = 0);
  ByteVector seal(ContentType type, Bytes content, std::size_t writer);
  static ByteVector seal(ContentType type, Bytes content, record::Sealer& sealer, std::size_t padding = 0);

  // A record of the other end's, under the keys that are expected or, failing that, any others that fit.
  struct Received {
    ContentType type;
    ByteVector content;
  };
  std::optional<Received> open(Bytes record);

 private:
  static constexpr std::size_t kEpochs = 4;
  static std::optional<Received> open(Bytes record, record::Opener& opener);
  std::optional<Received> open(Bytes record, Epoch epoch);

  const crypto::Algorithms& algorithms_;
  bool hides_types_;
  std::deque<record::Sealer> sealers_{1};
  std::array<std::size_t, kEpochs> current_{};  // which of them
  std::array<record::Opener, kEpochs> openers_;
  record::Opener replaced_;  // the one before the last new keys: the other end may not have followed
  std::array<bool, kEpochs> write_known_{true};
  std::array<bool, kEpochs> read_known_{true};
  Epoch write_ = Epoch::plain;
  Epoch read_ = Epoch::plain;
};

}  // namespace reprise::rogue

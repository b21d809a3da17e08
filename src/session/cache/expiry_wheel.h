// SPDX-License-Identifier: Apache-2.0
// Entries in the order in which they expire, by a hierarchy of wheels: constant time to place, remove and take,
// whatever the mix of timeouts.
//
// A level has 64 buckets; a bucket of level n spans 64^n seconds. An entry lies in the level of the highest base-64
// digit in which its time differs from the wheel's own (`base`), in the bucket of that digit. As base moves on to a
// bucket of a higher level, that bucket's entries come down. base can move back as well: all levels below the digit
// that changes become one bucket, which is a matter of joining lists.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "session/cache/cache_entry.h"

namespace reprise::session {

class ExpiryWheel {
 public:
  // Asks for the memory that an entry of that time needs, now
  // or once one other is removed. No other member asks for any.
  void prepare(UnixSeconds good_until, UnixSeconds now);
  // Adds an entry whose good_until is set and prepared for; one that take_expired() gave is still so. `now` places the
  // wheel when it is empty.
  void place(EntryPool& pool, EntryIndex index, UnixSeconds now);
  void remove(EntryPool& pool, EntryIndex index);

  // Takes one entry with good_until < now out, or returns kNoEntry. `steps` bounds the entries that are moved between
  // buckets, so that no call is long; when it comes back as 0, there may be more to take.
  EntryIndex take_expired(EntryPool& pool, UnixSeconds now, unsigned& steps);

  // No entry is good for less than this; kNever when there is none.
  UnixSeconds earliest() const;

 private:
  using Tick = std::uint64_t;  // good_until, clamped to what the wheel can tell apart
  static constexpr unsigned kDigitBits = 6;
  static constexpr unsigned kNumBuckets = 1u << kDigitBits;
  static constexpr unsigned kNumLevels = 6;
  static constexpr Tick kLastTick = (Tick(1) << (kDigitBits * kNumLevels)) - 1;  // in the year 4147

  struct Bucket {
    EntryIndex first, last;
  };
  struct Level {
    Level();
    std::uint64_t filled = 0;  // bit n: bucket n has entries
    std::array<Bucket, kNumBuckets> buckets;
  };

  struct Place {
    unsigned level, bucket;
    Tick start;
  };

  static Tick tick_of(UnixSeconds time);
  static unsigned digit(Tick tick, unsigned level) {
    return unsigned(tick >> (kDigitBits * level)) & (kNumBuckets - 1);
  }
  static unsigned level_of_difference(Tick a, Tick b);
  static EntryIndex end_mark(unsigned level, unsigned bucket);
  static bool is_end_mark(EntryIndex index) { return (index & kEndMark) != 0; }
  static constexpr EntryIndex kEndMark = 0x80000000;

  void make_levels(unsigned highest);
  bool filled(unsigned n, unsigned bucket) const {
    return levels_[n] != nullptr && (levels_[n]->filled >> bucket & 1) != 0;
  }
  Place first_bucket() const;
  void link(EntryPool& pool, EntryIndex index, Tick tick);
  void unlink(EntryPool& pool, EntryIndex index);
  void move_back(EntryPool& pool, Tick base);
  void join(EntryPool& pool, unsigned from_level, unsigned from, unsigned to_level, unsigned to);
  bool bring_down(EntryPool& pool, unsigned& steps);
  EntryIndex take_clamped(EntryPool& pool, UnixSeconds now, unsigned bucket);

  std::array<std::unique_ptr<Level>, kNumLevels> levels_;  // made when first used, with all below
  unsigned num_made_ = 0;
  Tick base_ = 0;
  std::size_t size_ = 0;
};

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "session/cache/expiry_wheel.h"

#include <algorithm>
#include <bit>

namespace reprise::session {

// Each bucket is a list whose ends point back at it by a mark, so that an entry is unlinked without knowing its bucket.
EntryIndex ExpiryWheel::end_mark(unsigned level, unsigned bucket) { return kEndMark | (level << kDigitBits) | bucket; }

ExpiryWheel::Level::Level() { buckets.fill({kNoEntry, kNoEntry}); }

// With those below, so that entries find their places when they come down.
void ExpiryWheel::make_levels(unsigned highest) {
  for (; num_made_ <= highest; ++num_made_) levels_[num_made_] = std::make_unique<Level>();
}

ExpiryWheel::Tick ExpiryWheel::tick_of(UnixSeconds time) {
  return Tick(std::clamp<UnixSeconds>(time, 0, UnixSeconds(kLastTick)));
}

unsigned ExpiryWheel::level_of_difference(Tick a, Tick b) {
  const Tick difference = a ^ b;
  return difference == 0 ? 0 : (unsigned(std::bit_width(difference)) - 1) / kDigitBits;
}

void ExpiryWheel::prepare(UnixSeconds good_until, UnixSeconds now) {
  const Tick tick = tick_of(good_until);
  if (size_ != 0) make_levels(level_of_difference(tick, base_));
  // The wheel is empty, or will be: base is set anew.
  if (size_ <= 1) make_levels(level_of_difference(tick, std::min(tick_of(now), tick)));
}

void ExpiryWheel::place(EntryPool& pool, EntryIndex index, UnixSeconds now) {
  const Tick tick = tick_of(pool[index].good_until);
  if (size_ == 0) base_ = std::min(tick_of(now), tick);
  if (tick < base_) move_back(pool, tick);
  link(pool, index, tick);
  ++size_;
}

void ExpiryWheel::remove(EntryPool& pool, EntryIndex index) {
  unlink(pool, index);
  --size_;
}

void ExpiryWheel::link(EntryPool& pool, EntryIndex index, Tick tick) {
  EntryLinks& links = pool.links(index);
  const unsigned n = level_of_difference(tick, base_);
  const unsigned at = digit(tick, n);
  Level& in = *levels_[n];
  Bucket& bucket = in.buckets[at];
  const EntryIndex mark = end_mark(n, at);
  links.wheel_next = mark;
  if ((in.filled >> at & 1) == 0) {
    in.filled |= std::uint64_t(1) << at;
    links.wheel_prev = mark;
    bucket.first = index;
  } else {
    links.wheel_prev = bucket.last;
    pool.links(bucket.last).wheel_next = index;
  }
  bucket.last = index;
}

void ExpiryWheel::unlink(EntryPool& pool, EntryIndex index) {
  const EntryLinks links = pool.links(index);
  const auto bucket_of = [this](EntryIndex mark) -> Bucket& {
    return levels_[(mark & ~kEndMark) >> kDigitBits]->buckets[mark & (kNumBuckets - 1)];
  };
  if (is_end_mark(links.wheel_prev) && is_end_mark(links.wheel_next)) {
    const EntryIndex mark = links.wheel_prev;
    levels_[(mark & ~kEndMark) >> kDigitBits]->filled &= ~(std::uint64_t(1) << (mark & (kNumBuckets - 1)));
    return;
  }
  if (is_end_mark(links.wheel_prev)) {
    bucket_of(links.wheel_prev).first = links.wheel_next;
  } else {
    pool.links(links.wheel_prev).wheel_next = links.wheel_next;
  }
  if (is_end_mark(links.wheel_next)) {
    bucket_of(links.wheel_next).last = links.wheel_prev;
  } else {
    pool.links(links.wheel_next).wheel_prev = links.wheel_prev;
  }
}

// Appends one bucket's list to another's.
void ExpiryWheel::join(EntryPool& pool, unsigned from_level, unsigned from, unsigned to_level, unsigned to) {
  Level& source = *levels_[from_level];
  Level& target = *levels_[to_level];
  const Bucket moved = source.buckets[from];
  Bucket& bucket = target.buckets[to];
  const EntryIndex mark = end_mark(to_level, to);
  if ((target.filled >> to & 1) == 0) {
    pool.links(moved.first).wheel_prev = mark;
    bucket.first = moved.first;
  } else {
    pool.links(moved.first).wheel_prev = bucket.last;
    pool.links(bucket.last).wheel_next = moved.first;
  }
  pool.links(moved.last).wheel_next = mark;
  bucket.last = moved.last;
  target.filled |= std::uint64_t(1) << to;
  source.filled &= ~(std::uint64_t(1) << from);
}

// Entries of levels below the highest digit that changes share that digit with the old base, which is greater than the
// new one's: seen from there, they all belong into that digit's bucket. Those of higher levels stay where they are.
void ExpiryWheel::move_back(EntryPool& pool, Tick base) {
  const unsigned n = level_of_difference(base, base_);
  const unsigned at = digit(base_, n);
  for (unsigned below = 0; below < n; ++below) {
    while (levels_[below] != nullptr && levels_[below]->filled != 0) {
      join(pool, below, unsigned(std::countr_zero(levels_[below]->filled)), n, at);
    }
  }
  base_ = base;
}

// The first bucket with entries, of a wheel that has some: all others are later, but for those not brought down yet.
ExpiryWheel::Place ExpiryWheel::first_bucket() const {
  unsigned n = 0;
  while (levels_[n] == nullptr || levels_[n]->filled == 0) ++n;
  const unsigned at = unsigned(std::countr_zero(levels_[n]->filled));
  const unsigned shift = kDigitBits * n;
  return {n, at, (base_ >> shift & ~Tick(kNumBuckets - 1)) << shift | Tick(at) << shift};
}

// Moves what lies in the bucket that base has reached down to lower levels. True when nothing of the kind is left.
bool ExpiryWheel::bring_down(EntryPool& pool, unsigned& steps) {
  for (unsigned n = kNumLevels - 1; n > 0; --n) {
    const unsigned at = digit(base_, n);
    while (filled(n, at)) {
      if (steps == 0) return false;
      --steps;
      const EntryIndex index = levels_[n]->buckets[at].first;
      unlink(pool, index);
      link(pool, index, tick_of(pool[index].good_until));
    }
  }
  return true;
}

// At both ends of the wheel's range a bucket holds entries of different times.
EntryIndex ExpiryWheel::take_clamped(EntryPool& pool, UnixSeconds now, unsigned bucket) {
  for (EntryIndex i = levels_[0]->buckets[bucket].first; !is_end_mark(i); i = pool.links(i).wheel_next) {
    if (pool[i].good_until >= now) continue;
    remove(pool, i);
    return i;
  }
  return kNoEntry;
}

EntryIndex ExpiryWheel::take_expired(EntryPool& pool, UnixSeconds now, unsigned& steps) {
  const Tick target = tick_of(now);
  while (size_ != 0 && base_ <= target) {
    if (!bring_down(pool, steps)) return kNoEntry;
    const auto [n, at, start] = first_bucket();
    if (start > target) {
      base_ = target;
      return kNoEntry;
    }
    base_ = start;
    if (n > 0) continue;  // its entries come down now
    if (start == 0 || start == kLastTick) return take_clamped(pool, now, at);
    if (start == target) return kNoEntry;
    const EntryIndex index = levels_[0]->buckets[at].first;
    remove(pool, index);
    return index;
  }
  return kNoEntry;
}

UnixSeconds ExpiryWheel::earliest() const {
  if (size_ == 0) return kNever;
  Tick bound = first_bucket().start;
  for (unsigned n = 1; n < kNumLevels; ++n) {
    if (filled(n, digit(base_, n))) bound = base_;  // not brought down yet: anything from base on
  }
  // What clamping hides: entries from before the epoch.
  return bound == 0 ? std::numeric_limits<UnixSeconds>::min() : UnixSeconds(bound);
}

}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "stores/file/file_store.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "stores/file/file_bytes.h"

namespace reprise::stores {

using session::StoreOutcome;
using session::StoreReply;

namespace {

// What lies in PATH.key:  magic[15] = "reprise secret " | version[1] = 1 | secret[32]
constexpr std::string_view kKeyMagic("reprise secret \x01");
constexpr std::size_t kKeyFileLen = 16 + kSecretLen;
static_assert(kKeyMagic.size() == 16);

Deadline until(Milliseconds deadline) { return std::chrono::steady_clock::now() + deadline; }

std::optional<Name> name_of(Bytes key) {
  Name name;
  if (key.size() != name.size()) return std::nullopt;
  std::ranges::copy(key, name.begin());
  return name;
}

bool write_entry(int fd, std::size_t place, const Entry& entry) {
  return write_at(fd, entry_offset(place), encode_entry(entry));
}

bool free_place(int fd, std::size_t place) { return write_entry(fd, place, {}); }

}  // namespace

FileStore::Attempt FileStore::refuse(FileVerdict verdict) {
  verdict_.store(verdict, std::memory_order_relaxed);
  refused_.fetch_add(1, std::memory_order_relaxed);
  return {verdict};
}

FileStore::Attempt FileStore::lock(Milliseconds deadline) {
  const auto last_moment = until(deadline);
  auto opened = open_trusted(path_, Readers::anybody);
  if (opened.verdict != FileVerdict::fine) return refuse(opened.verdict);
  LockedFile file(std::move(opened.file), last_moment);
  if (file.status() == Lock::busy) return refuse(FileVerdict::busy);
  if (file.status() == Lock::impossible) return refuse(FileVerdict::unusable);
  const int fd = file.get();
  ByteVector bytes(kIndexLen);
  const std::size_t length = read_at(fd, 0, bytes);
  auto index = Index::parse(Bytes(bytes).first(length));
  if (!index) return refuse(FileVerdict::foreign);
  if (length < kHeaderLen && !write_at(fd, 0, encode_header())) return refuse(FileVerdict::unusable);
  verdict_.store(FileVerdict::fine, std::memory_order_relaxed);
  return {FileVerdict::fine, Locked{std::move(file), *index}};
}

// The old value is gone before the new one is written, and that is written before it can be found: whenever the process
// ends, what can be found is whole.
StoreOutcome FileStore::put(Bytes key, Bytes value, Seconds ttl, Milliseconds deadline) {
  const auto name = name_of(key);
  if (!name || value.empty() || value.size() > kMaxValueLen || ttl.count() < 0) return StoreOutcome::unavailable;
  const auto locked = lock(deadline);
  if (!locked) return locked.outcome();
  const int fd = locked->file.get();
  const std::size_t place = locked->index.place_for(*name, now());
  const Entry entry{*name, now() + std::min<std::int64_t>(ttl.count(), kMaxTtl_s), std::uint32_t(value.size())};
  const bool written =
      free_place(fd, place) && write_at(fd, value_offset(place), value) && write_entry(fd, place, entry);
  return written ? StoreOutcome::done : StoreOutcome::unavailable;
}

StoreReply FileStore::read(Bytes key, Milliseconds deadline, Then then) {
  const auto name = name_of(key);
  if (!name) return {StoreOutcome::unavailable};
  const auto locked = lock(deadline);
  if (!locked) return {locked.outcome()};
  const int fd = locked->file.get();
  const auto place = locked->index.find(*name, now());
  if (!place) return {StoreOutcome::not_found};
  StoreReply reply{StoreOutcome::done, ByteVector(locked->index[*place].length)};
  const bool whole = read_at(fd, value_offset(*place), reply.value) == reply.value.size();
  if (!whole) damaged_.fetch_add(1, std::memory_order_relaxed);
  // A value that could not be taken out must not be used: somebody else may be given it.
  if ((then == Then::free || !whole) && !free_place(fd, *place)) return {StoreOutcome::unavailable};
  if (!whole) return {StoreOutcome::not_found};
  return reply;
}

StoreReply FileStore::get(Bytes key, Milliseconds deadline) { return read(key, deadline, Then::keep); }
StoreReply FileStore::take(Bytes key, Milliseconds deadline) { return read(key, deadline, Then::free); }

StoreOutcome FileStore::remove(Bytes key, Milliseconds deadline) {
  const auto name = name_of(key);
  if (!name) return StoreOutcome::unavailable;
  const auto locked = lock(deadline);
  if (!locked) return locked.outcome();
  const auto place = locked->index.find(*name, now());
  if (!place) return StoreOutcome::not_found;
  return free_place(locked->file.get(), *place) ? StoreOutcome::done : StoreOutcome::unavailable;
}

FileVerdict FileStore::check(Milliseconds deadline) {
  const auto locked = lock(deadline);
  if (locked) verdict_.store(open_trusted(key_path(), Readers::owner_alone).verdict, std::memory_order_relaxed);
  return last_verdict();
}

// Under the lock of the session file, so that of two processes that come first one makes the secret and the other
// reads it.
std::optional<StoreSecret> FileStore::secret(Bytes fresh, Milliseconds deadline) {
  CHECK(fresh.size() == kSecretLen);
  const auto refused = [this](FileVerdict verdict) {
    refuse(verdict);
    return std::nullopt;
  };
  const auto locked = lock(deadline);
  if (!locked) return std::nullopt;
  const auto opened = open_trusted(key_path(), Readers::owner_alone);
  if (opened.verdict != FileVerdict::fine) return refused(opened.verdict);
  SecretArray<kKeyFileLen> bytes;
  const MutableBytes all = bytes.resize(kKeyFileLen);
  const std::size_t length = read_at(opened.file.get(), 0, all);
  if (length == 0) {  // new, or its maker was stopped before it wrote
    std::ranges::copy(fresh, std::ranges::copy(bytes_of(kKeyMagic), all.begin()).out);
    if (!write_at(opened.file.get(), 0, all)) return refused(FileVerdict::unusable);
  } else if (length != kKeyFileLen || !std::ranges::equal(all.first(kKeyMagic.size()), bytes_of(kKeyMagic))) {
    return refused(FileVerdict::foreign);
  }
  return StoreSecret(all.last(kSecretLen));
}

std::optional<std::size_t> FileStore::num_values(Milliseconds deadline) {
  const auto locked = lock(deadline);
  if (!locked) return std::nullopt;
  return locked->index.num_good(now());
}

FileStoreCounters FileStore::counters() const {
  return {refused_.load(std::memory_order_relaxed), damaged_.load(std::memory_order_relaxed)};
}

}  // namespace reprise::stores

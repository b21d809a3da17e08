// SPDX-License-Identifier: Apache-2.0
#include "records.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace reprise::rogue {

void Records::set_write_keys(Epoch epoch, const record::Keys& keys) {
  write_known_[std::size_t(epoch)] = true;
  current_[std::size_t(epoch)] = sealers_.size();
  CHECK(sealers_.emplace_back().use_keys(algorithms_, keys).ok());
}

void Records::set_read_keys(Epoch epoch, const record::Keys& keys) {
  if (std::exchange(read_known_[std::size_t(epoch)], true)) {
    replaced_ = std::exchange(openers_[std::size_t(epoch)], record::Opener());
  }
  CHECK(openers_[std::size_t(epoch)].use_keys(algorithms_, keys).ok());
}

void Records::write_under(Epoch epoch) {
  if (can_write(epoch)) write_ = epoch;
}

ByteVector Records::seal(ContentType type, Bytes content, Epoch epoch, std::size_t padding) {
  return seal(type, content, sealers_[current_[std::size_t(epoch)]], padding);
}

ByteVector Records::seal(ContentType type, Bytes content, std::size_t writer) {
  return seal(type, content, sealers_[writer]);
}

ByteVector Records::seal(ContentType type, Bytes content, record::Sealer& sealer, std::size_t padding) {
  record::Content dressed{.type = type, .bytes = content};
  if (sealer.hides_type() && type != ContentType::change_cipher_spec) {
    dressed.padding = std::min(padding, wire::kMaxPlaintextLen - content.size());
  }
  ByteVector record(sealer.sealed_size(dressed));
  CHECK(sealer.seal(dressed, record).ok());
  return record;
}

std::optional<Records::Received> Records::open(Bytes record, Epoch epoch) {
  // Without keys every record "opens".
  if (epoch == Epoch::plain && ContentType{record[0]} == ContentType::application_data) return std::nullopt;
  return open(record, openers_[std::size_t(epoch)]);
}

std::optional<Records::Received> Records::open(Bytes record, record::Opener& opener) {
  ByteVector copy = copy_of(record);  // a failure spoils it
  const auto opened = opener.open(copy);
  if (!opened.ok()) return std::nullopt;
  return Received{opened.value().type, copy_of(opened.value().content)};
}

std::optional<Records::Received> Records::open(Bytes record) {
  if (auto received = open(record, read_)) return received;
  for (std::size_t i = kEpochs; i-- > 0;) {
    const Epoch epoch{std::uint8_t(i)};
    if (epoch == read_ || !read_known_[i]) continue;
    if (epoch == Epoch::plain && !hides_types_ && record.size() != wire::kRecordHeaderLen + 2) continue;  // an alert
    if (auto received = open(record, epoch)) {
      // An alert in the clear says nothing of what comes next.
      if (epoch != Epoch::plain) read_ = epoch;
      return received;
    }
  }
  if (replaced_.has_keys()) return open(record, replaced_);
  return std::nullopt;
}

}  // namespace reprise::rogue

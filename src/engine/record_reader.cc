// SPDX-License-Identifier: Apache-2.0
#include "engine/record_reader.h"

#include <algorithm>

#include "base/check.h"
#include "record/first_bytes.h"

namespace reprise::engine {
namespace {

using wire::ContentType;
using wire::kRecordHeaderLen;

constexpr std::size_t kMaxReadAhead = 64 * 1024;
constexpr unsigned kMaxEmptyRecords = 32;         // Compat: in a row, as libssl
constexpr std::size_t kEarlyRecordOverhead = 17;  // inner content type and tag

wire::RecordHeader header_of(Bytes bytes) { return wire::read_record_header(bytes.first<kRecordHeaderLen>()); }

}  // namespace

std::size_t RecordReader::wanted() const {
  const Bytes bytes = input_.bytes();
  if (open_) return 0;
  if (bytes.size() < kRecordHeaderLen) return kRecordHeaderLen - bytes.size();
  const std::size_t size = kRecordHeaderLen + header_of(bytes).length;
  if (size > kRecordHeaderLen + wire::kMaxCiphertextLenTls12) return 0;  // refused by its header alone
  return size > bytes.size() ? size - bytes.size() : 0;
}

MutableBytes RecordReader::space(std::size_t at_most) {
  const std::size_t size = std::max(wanted(), std::min(at_most, kMaxReadAhead));
  return input_.space(size);
}

void RecordReader::skip_early_data(std::uint32_t max_bytes) {
  skipping_ = true;
  skip_bytes_left_ = max_bytes;
}

Result<bool> RecordReader::open_next(std::uint16_t negotiated) {
  while (!open_) {
    const Bytes bytes = input_.bytes();
    if (bytes.size() < kRecordHeaderLen) return false;
    if (first_) TRY(record::check_first_bytes(bytes.first<kRecordHeaderLen>()));
    const wire::RecordHeader header = header_of(bytes);
    TRY(check_header(header, negotiated));
    const std::size_t size = kRecordHeaderLen + header.length;
    if (bytes.size() < size) return false;
    first_ = false;
    watch_.record_header(Direction::received, bytes.first(kRecordHeaderLen));
    if (!TRY(open_front(size))) input_.drop(size);
  }
  return true;
}

Result<> RecordReader::check_header(const wire::RecordHeader& header, std::uint16_t negotiated) {
  if (header.type != ContentType::application_data || opener_.has_keys())
    return opener_.check_header(header, negotiated);
  if (!skipping_) return fail(Alert::unexpected_message, Reason::unexpected_message);
  if (header.length > wire::kMaxCiphertextLenTls13) return fail(Alert::record_overflow, Reason::fragment_too_long);
  return success();
}

// False when the record is to be dropped.
Result<bool> RecordReader::open_front(std::size_t size) {
  const MutableBytes record = input_.bytes().first(size);
  const wire::RecordHeader header = header_of(record);
  if (!opener_.has_keys() && header.type == ContentType::application_data) {
    TRY(skip(header));
    return false;
  }
  const auto opened = opener_.open(record);
  if (!opened.ok()) {
    if (!skipping_ || opened.error().alert != Alert::bad_record_mac) return opened.error();
    TRY(skip(header));
    return false;
  }
  type_ = opened.value().type;
  if (opened.value().inner_type) watch_.inner_type(Direction::received, type_);
  // RFC 9846, 4.3.10: the client's second flight begins with the first record that opens; behind a HelloRetryRequest,
  // where nothing has to be opened, with the second hello.
  if (opened.value().inner_type || type_ == ContentType::handshake) skipping_ = false;
  const MutableBytes content = opened.value().content;
  // RFC 6066, 4: a fragment over the length agreed on MUST be answered with record_overflow.
  if (content.size() > fragment_limit_) return fail(Alert::record_overflow, Reason::data_length_too_long);
  if (content.empty()) {
    TRY(count_empty());
    if (type_ == ContentType::handshake) return false;
  } else {
    empty_records_ = 0;
  }
  open_ = true;
  record_size_ = size;
  content_begin_ = std::size_t(content.data() - record.data());
  content_size_ = content.size();
  return true;
}

// An empty record counts for a byte, so that they are bounded too.
Result<> RecordReader::skip(const wire::RecordHeader& header) {
  const std::size_t size = header.length > kEarlyRecordOverhead ? header.length - kEarlyRecordOverhead : 1;
  if (size > skip_bytes_left_) return fail(Alert::unexpected_message, Reason::too_much_early_data);
  skip_bytes_left_ -= std::uint32_t(size);
  return success();
}

Result<> RecordReader::count_empty() {
  if (++empty_records_ > kMaxEmptyRecords) return fail(Alert::unexpected_message, Reason::too_many_empty_records);
  return success();
}

void RecordReader::take(std::size_t size) {
  CHECK(open_ && size <= content_size_);
  content_begin_ += size;
  content_size_ -= size;
  if (content_size_ == 0) close();
}

void RecordReader::close() {
  open_ = false;
  input_.drop(record_size_);
}

}  // namespace reprise::engine

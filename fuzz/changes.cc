// SPDX-License-Identifier: Apache-2.0
#include "fuzz/changes.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "wire/codes/enums.h"
#include "wire/messages/handshake_header.h"

namespace reprise::fuzz {
namespace {

constexpr std::size_t kMaxMessage = 140'000;  // more than any limit on a message

std::size_t number_at(Bytes bytes, std::size_t at, unsigned width) {
  std::size_t value = 0;
  for (unsigned i = 0; i < width; ++i) value = value << 8 | bytes[at + i];
  return value;
}

struct Range {
  std::size_t begin, end;
};

// Looks for the field at `at` whose vector ends in `within`.
std::optional<Range> vector_at(Bytes message, std::size_t at, unsigned width, Range within) {
  if (at + width > within.end) return std::nullopt;
  const std::size_t end = at + width + number_at(message, at, width);
  if (end > within.end) return std::nullopt;
  return Range{at + width, end};
}

// How the items of a list may look: bytes before a vector, the width of its length, bytes after it.
struct Shape {
  std::size_t before;
  unsigned width;
  std::size_t after;
  bool alone;  // one item is all there is
};
// The likeliest first: a list, extensions or key shares, names, identities of PSKs, certificates, and the rest.
constexpr Shape kShapes[] = {{0, 3, 0, true},  {0, 2, 0, true},  {0, 1, 0, true},  {2, 2, 0, false}, {1, 2, 0, false},
                             {0, 2, 4, false}, {0, 3, 2, false}, {0, 2, 0, false}, {0, 1, 0, false}};

// The item that holds `offset` when items of that shape fill `within`.
std::optional<LengthField> item_around(Bytes message, Range within, const Shape& shape, std::size_t offset) {
  std::optional<LengthField> found;
  std::size_t at = within.begin;
  while (at < within.end) {
    const auto item = vector_at(message, at + shape.before, shape.width, within);
    if (!item || item->end + shape.after > within.end) return std::nullopt;
    if (shape.alone && item->end != within.end) return std::nullopt;
    if (offset >= item->begin && offset <= item->end && !found) found = LengthField{at + shape.before, shape.width};
    at = item->end + shape.after;
  }
  return found;
}

// From a place in `within` where vectors begin down to `offset`.
void descend(Bytes message, Range within, std::size_t offset, std::vector<LengthField>& fields) {
  while (within.begin < within.end) {
    std::optional<LengthField> found;
    for (const Shape& shape : kShapes) {
      found = item_around(message, within, shape, offset);
      if (found) break;
    }
    if (!found) return;
    fields.push_back(*found);
    within = *vector_at(message, found->at, found->width, within);
  }
}

// Vectors one after another from `at` on, of these widths, before the one that goes down: a hello's fields.
void walk(Bytes message, std::size_t at, std::initializer_list<unsigned> widths, std::size_t offset,
          std::vector<LengthField>& fields) {
  const Range all{at, message.size()};
  for (const unsigned width : widths) {
    if (width == 0) {
      at += 3;  // suite and compression of a ServerHello
      continue;
    }
    const auto vector = vector_at(message, at, width, all);
    if (!vector) return;
    if (offset >= vector->begin && offset <= vector->end) {
      fields.push_back({at, width});
      return descend(message, *vector, offset, fields);
    }
    at = vector->end;
  }
}

void mend(ByteVector& message, const std::vector<LengthField>& fields, std::ptrdiff_t more) {
  for (const auto& field : fields) {
    const std::size_t value = number_at(message, field.at, field.width) + std::size_t(more);
    for (unsigned i = 0; i < field.width; ++i) {
      message[field.at + i] = std::uint8_t(value >> (8 * (field.width - 1 - i)));
    }
  }
}

void insert(ByteVector& message, std::size_t at, Bytes bytes) {
  const auto fields = lengths_around(message, at);
  message.insert(message.begin() + std::ptrdiff_t(at), bytes.begin(), bytes.end());
  mend(message, fields, std::ptrdiff_t(bytes.size()));
}

void erase(ByteVector& message, std::size_t at, std::size_t size) {
  auto fields = lengths_around(message, at);
  message.erase(message.begin() + std::ptrdiff_t(at), message.begin() + std::ptrdiff_t(at + size));
  std::erase_if(fields, [&](const LengthField& field) { return field.at + field.width > message.size(); });
  mend(message, fields, -std::ptrdiff_t(size));
}

// The same piece many times over, or one that counts up in its last two bytes.
ByteVector repeated(Bytes piece, std::size_t count, bool counts_up) {
  ByteVector all;
  for (std::size_t i = 0; i < count && all.size() + piece.size() <= kMaxMessage; ++i) {
    all.insert(all.end(), piece.begin(), piece.end());
    if (!counts_up || piece.size() < 2) continue;
    const std::size_t value = number_at(all, all.size() - 2, 2) + i + 1;
    all[all.size() - 2] = std::uint8_t(value >> 8), all[all.size() - 1] = std::uint8_t(value);
  }
  return all;
}

}  // namespace

std::vector<LengthField> lengths_around(Bytes message, std::size_t offset) {
  std::vector<LengthField> fields;
  if (message.size() < wire::kHandshakeHeaderLen || offset < wire::kHandshakeHeaderLen) return fields;
  fields.push_back({1, 3});
  constexpr std::size_t kRandom = wire::kHandshakeHeaderLen + 2 + 32;
  switch (wire::HandshakeType{message[0]}) {
    case wire::HandshakeType::client_hello: walk(message, kRandom, {1, 2, 1, 2}, offset, fields); break;
    case wire::HandshakeType::server_hello: walk(message, kRandom, {1, 0, 2}, offset, fields); break;
    // TLS 1.3, with a context in front; TLS 1.2 has the list alone.
    case wire::HandshakeType::certificate:
      if (message.size() > 7 && number_at(message, 4, 3) + 7 == message.size()) walk(message, 4, {3}, offset, fields);
      else walk(message, 4, {1, 3}, offset, fields);
      break;
    case wire::HandshakeType::certificate_request: walk(message, 4, {1, 2, 2}, offset, fields); break;
    case wire::HandshakeType::certificate_verify: walk(message, 6, {2}, offset, fields); break;
    case wire::HandshakeType::certificate_status: walk(message, 5, {3}, offset, fields); break;
    case wire::HandshakeType::server_key_exchange: walk(message, 7, {1}, offset, fields); break;
    case wire::HandshakeType::new_session_ticket:
      walk(message, 12, {1, 2, 2}, offset, fields);
      if (fields.size() == 1) walk(message, 8, {2}, offset, fields);
      break;
    default: descend(message, {wire::kHandshakeHeaderLen, message.size()}, offset, fields); break;
  }
  return fields;
}

std::vector<Change> take_changes(Bytes& input, unsigned count) {
  std::vector<Change> changes;
  while (input.size() >= 6 && changes.size() < count) {
    Change change{input[0], std::size_t(input[1]) << 8 | input[2], input[3], input[4], {}};
    const Bytes rest = input.subspan(6);
    change.bytes = copy_of(rest.first(std::min<std::size_t>(input[5], rest.size())));
    input = rest.subspan(change.bytes.size());
    changes.push_back(std::move(change));
  }
  return changes;
}

void apply(const Change& change, ByteVector& message) {
  const std::size_t at = std::min(change.offset, message.size());
  const std::size_t size = std::min(change.size, message.size() - at);
  const Bytes piece = Bytes(message).subspan(at, size);
  const auto place = message.begin() + std::ptrdiff_t(at);
  // Up to some thousand times: work that grows with the square of a list's length shows.
  const std::size_t times = std::size_t(change.count) * (change.count < 128 ? 1 : 128);
  switch (change.what % 10) {
    case 0: std::copy_n(change.bytes.begin(), std::min(change.bytes.size(), message.size() - at), place); break;
    case 1: insert(message, at, change.bytes); break;
    case 2: erase(message, at, size); break;
    case 3: message.insert(place, change.bytes.begin(), change.bytes.end()); break;
    case 4: message.erase(place, place + std::ptrdiff_t(size)); break;
    case 5: insert(message, at, repeated(copy_of(piece), times, false)); break;
    case 6: insert(message, at, repeated(copy_of(piece), times, true)); break;
    case 7: insert(message, at, repeated(change.bytes, times, (change.what & 0x80) != 0)); break;
    case 8: message = change.bytes; break;
    case 9: message.resize(at); break;
  }
  if (message.size() > kMaxMessage) message.resize(kMaxMessage);
}

}  // namespace reprise::fuzz

// SPDX-License-Identifier: Apache-2.0
// key_share (RFC 8446, 4.2.8).
// Shape of an entry:  group[2] | key_exchange<1..2^16-1>
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

struct KeyShareEntry {
  std::uint16_t group;  // NamedGroup
  Bytes key_exchange;
};

struct KeyShareEntryCodec {
  using Item = KeyShareEntry;
  static Result<KeyShareEntry> read(Reader& reader) {
    const std::uint16_t group = TRY(reader.u16());
    return KeyShareEntry{group, TRY(reader.opaque16(1))};
  }
};
using KeyShareList = ListView<KeyShareEntryCodec>;

// A ClientHello's:  length[2] | ( entry )*. May be empty, to ask for a HelloRetryRequest. A group that comes twice is
// illegal_parameter.
Result<KeyShareList> read_client_key_shares(Bytes body);
// Writes the vector around what `entries` writes: calls of write_key_share_entry.
template <typename Entries>
void write_client_key_shares(Writer& out, Entries&& entries) {
  out.vec16(std::forward<Entries>(entries));
}
void write_key_share_entry(Writer& out, const KeyShareEntry& entry);
// The key_exchange that `shares` holds for `group`, or nothing.
std::optional<Bytes> find_key_share(const KeyShareList& shares, std::uint16_t group);

// A ServerHello's: one entry; write_key_share_entry writes it.
Result<KeyShareEntry> read_server_key_share(Bytes body);

// A HelloRetryRequest's: selected_group[2].
Result<std::uint16_t> read_selected_group(Bytes body);
void write_selected_group(Writer& out, std::uint16_t group);

}  // namespace reprise::wire

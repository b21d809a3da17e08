// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/key_share.h"

#include "wire/codec/seen_codes.h"

namespace reprise::wire {

Result<KeyShareList> read_client_key_shares(Bytes body) {
  Reader reader(body);
  const KeyShareList shares = TRY(KeyShareList::parse(TRY(reader.opaque16())));
  TRY(reader.finish());
  SeenCodes groups;
  for (const KeyShareEntry& share : shares) {
    // RFC 8446, 4.2.8: a client MUST NOT offer several entries for a group; a server MAY abort with illegal_parameter.
    if (!groups.insert(share.group)) return fail(Alert::illegal_parameter, Reason::bad_key_share);
  }
  return shares;
}

void write_key_share_entry(Writer& out, const KeyShareEntry& entry) {
  out.u16(entry.group);
  out.opaque16(entry.key_exchange);
}

std::optional<Bytes> find_key_share(const KeyShareList& shares, std::uint16_t group) {
  for (const KeyShareEntry& share : shares) {
    if (share.group == group) return share.key_exchange;
  }
  return std::nullopt;
}

Result<KeyShareEntry> read_server_key_share(Bytes body) {
  Reader reader(body);
  const KeyShareEntry entry = TRY(KeyShareEntryCodec::read(reader));
  TRY(reader.finish());
  return entry;
}

Result<std::uint16_t> read_selected_group(Bytes body) {
  Reader reader(body);
  const std::uint16_t group = TRY(reader.u16());
  TRY(reader.finish());
  return group;
}

void write_selected_group(Writer& out, std::uint16_t group) { out.u16(group); }

}  // namespace reprise::wire

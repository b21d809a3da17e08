// SPDX-License-Identifier: Apache-2.0
// pre_shared_key (RFC 8446, 4.2.11).
// Shape in a ClientHello:  identities<7..2^16-1> of ( identity<1..2^16-1> | obfuscated_ticket_age[4] )
//                          | binders<33..2^16-1> of ( binder<32..255> )
// Shape in a ServerHello:  selected_identity[2]
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

struct PskIdentity {
  Bytes identity;
  std::uint32_t obfuscated_ticket_age;  // milliseconds, plus ticket_age_add, modulo 2^32
};

struct PskIdentityCodec {
  using Item = PskIdentity;
  static Result<PskIdentity> read(Reader& reader) {
    const Bytes identity = TRY(reader.opaque16(1));
    return PskIdentity{identity, TRY(reader.u32())};
  }
};

inline constexpr std::size_t kMinBinderLen = 32;
struct PskBinderCodec {
  using Item = Bytes;
  static Result<Bytes> read(Reader& reader) { return reader.opaque8(kMinBinderLen); }
};

struct OfferedPsks {
  ListView<PskIdentityCodec> identities;
  ListView<PskBinderCodec> binders;  // one for each identity, in the same order

  // Bytes that the binders take at the very end of the ClientHello, with the length in front of them. A binder is
  // computed over the message without these (RFC 8446, 4.2.11.2).
  std::size_t binders_len() const { return 2 + binders.raw().size(); }
};

// decode_error on bad syntax; illegal_parameter when there are not as many binders as identities.
Result<OfferedPsks> read_offered_psks(Bytes body);

// The part of a ClientHello (`message`: header and body, pre_shared_key last) that its binders cover.
inline Bytes without_binders(Bytes message, std::size_t binders_len) {
  return message.first(message.size() - binders_len);
}

// Writes the extension_data around what the two bodies write: calls of
// write_psk_identity and write_psk_binder. To compute the binders later, write them as
// zeros of the right length and overwrite the last binders_len() bytes of the message.
template <typename Identities, typename Binders>
void write_offered_psks(Writer& out, Identities&& identities, Binders&& binders) {
  out.vec16(std::forward<Identities>(identities));
  out.vec16(std::forward<Binders>(binders));
}
void write_psk_identity(Writer& out, const PskIdentity& identity);
void write_psk_binder(Writer& out, Bytes binder);

Result<std::uint16_t> read_selected_identity(Bytes body);
void write_selected_identity(Writer& out, std::uint16_t index);

}  // namespace reprise::wire

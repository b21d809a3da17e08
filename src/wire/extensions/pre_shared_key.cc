// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/pre_shared_key.h"

namespace reprise::wire {

Result<OfferedPsks> read_offered_psks(Bytes body) {
  Reader reader(body);
  OfferedPsks psks;
  psks.identities = TRY(ListView<PskIdentityCodec>::parse(TRY(reader.opaque16(7))));
  psks.binders = TRY(ListView<PskBinderCodec>::parse(TRY(reader.opaque16(kMinBinderLen + 1))));
  TRY(reader.finish());
  if (psks.identities.size() != psks.binders.size()) return fail(Alert::illegal_parameter, Reason::bad_psk);
  return psks;
}

void write_psk_identity(Writer& out, const PskIdentity& identity) {
  out.opaque16(identity.identity);
  out.u32(identity.obfuscated_ticket_age);
}

void write_psk_binder(Writer& out, Bytes binder) { out.opaque8(binder); }

Result<std::uint16_t> read_selected_identity(Bytes body) {
  Reader reader(body);
  const std::uint16_t index = TRY(reader.u16());
  TRY(reader.finish());
  return index;
}

void write_selected_identity(Writer& out, std::uint16_t index) { out.u16(index); }

}  // namespace reprise::wire

// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/flow_base.h"

#include "handshake/keys/tls12_secrets.h"
#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls12 {

Result<> FlowBase::export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) {
  // Before the end as soon as there is a master secret (RFC 5705, 4).
  const Bytes master = connected() && facts_.session ? facts_.session->data().secret() : session_secrets().master;
  if (master.empty()) return fail_silently(Reason::bad_handshake_state);
  crypto::Scratch scratch(*host_.config().algorithms);
  const auto context_value = has_context ? std::optional(context) : std::nullopt;
  return exporter(scratch, hash_of(*facts_.suite), master, randoms_of(facts_), label, context_value, out);
}

Result<Wants> FlowBase::refuse_renegotiation(Effects& out) {
  out.send_warning_alert(Alert::no_renegotiation);
  return Wants::message;
}

}  // namespace reprise::handshake::tls12

// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/flow_base.h"

#include "handshake/keys/tls13_secrets.h"
#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls13 {

Result<> FlowBase::export_key(std::string_view label, Bytes context, bool, MutableBytes out) {
  if (facts_.exporter_secret.empty()) return fail_silently(Reason::bad_handshake_state);
  crypto::Scratch scratch(*host_.config().algorithms);
  return exporter(scratch, hash_of(*facts_.suite), facts_.exporter_secret.bytes(), label, context, out);
}

}  // namespace reprise::handshake::tls13

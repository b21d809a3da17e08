// SPDX-License-Identifier: Apache-2.0
#include "session/object/charge.h"

namespace reprise::session {
namespace {

std::size_t size_of(const crypto::Certificate& certificate) { return sizeof certificate + certificate.der().size(); }

}  // namespace

std::size_t charge_of(const Session& session) {
  const auto data = session.share_data();
  std::size_t sum = session.heap_bytes();
  if (const auto* chain = data->peer_chain()) {
    for (const auto& certificate : *chain) sum += size_of(*certificate);
  } else if (const auto* peer = data->peer()) {
    sum += size_of(*peer);
  }
  return sum;
}

}  // namespace reprise::session

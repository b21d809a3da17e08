// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::TicketSealer holds.
#pragma once

#include <memory>

#include "crypto/library.h"
#include "reprise/ticket.h"
#include "session/tickets/shared_keys.h"
#include "session/tickets/ticket.h"

namespace reprise::api {

struct Sealer {
  explicit Sealer(Ref<crypto::Library> on) : library(std::move(on)) {}
  Ref<crypto::Library> library;
  // One of the two.
  std::unique_ptr<session::TicketSealer> ring;
  std::unique_ptr<session::SharedTicketKeys> shared;
};

}  // namespace reprise::api

namespace reprise::v0 {

struct SealerAccess {
  static api::Sealer& inside(const TicketSealer& sealer) { return *sealer.inside_; }
};

}  // namespace reprise::v0

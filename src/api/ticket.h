// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::TicketSealer holds.
#pragma once

#include "crypto/library.h"
#include "reprise/ticket.h"
#include "session/tickets/ticket.h"

namespace reprise::api {

struct Sealer {
  Sealer(Ref<crypto::Library> on, const session::TicketOptions& options)
      : library(std::move(on)), tickets(library->algorithms.share(), library->random, library->interner, options) {}
  Ref<crypto::Library> library;
  session::TicketSealer tickets;
};

}  // namespace reprise::api

namespace reprise::v0 {

struct SealerAccess {
  static session::TicketSealer& inside(const TicketSealer& sealer) { return sealer.inside_->tickets; }
};

}  // namespace reprise::v0

// SPDX-License-Identifier: Apache-2.0
// What the flows of client and server have in common besides their steps.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/flow/machine.h"

namespace reprise::handshake::tls13 {

class FlowBase : public Machine {
 public:
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) final;

 protected:
  explicit FlowBase(Core& core) : host_(core.host), facts_(core.facts) {}

  virtual bool connected() const = 0;

  Host& host_;
  Facts& facts_;
};

}  // namespace reprise::handshake::tls13

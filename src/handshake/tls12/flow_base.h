// SPDX-License-Identifier: Apache-2.0
// What the flows of client and server have in common: mostly what TLS 1.2 does not have.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/flow/machine.h"

namespace reprise::handshake::tls12 {

class FlowBase : public Machine {
 public:
  bool accepts_application_data() const final { return connected(); }
  Result<> update_keys(RequestUpdate, Effects&) final { return fail_silently(Reason::not_supported); }
  Result<> send_tickets(unsigned, Effects&) final { return fail_silently(Reason::not_supported); }
  Result<> request_client_certificate(Effects&) final { return fail_silently(Reason::not_supported); }
  Result<Wants> end_early_data(Effects&) final { return fail_silently(Reason::not_supported); }
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) final;

 protected:
  explicit FlowBase(Core& core) : host_(core.host), facts_(core.facts) {}

  virtual bool connected() const = 0;
  // The peer asks for another handshake: answers that there will be none (RFC 5246, 7.2.2), which leaves the connection
  // as it is. How often is the engine's to bound.
  Result<Wants> refuse_renegotiation(Effects& out);

  Host& host_;
  Facts& facts_;
};

}  // namespace reprise::handshake::tls12

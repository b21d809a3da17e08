// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/resumed_facts.h"

#include "handshake/negotiation/version.h"

namespace reprise::handshake {

void note_agreed(const Facts& facts, session::SessionFields& fields) {
  fields.kex_group = std::uint16_t(facts.group);
  fields.max_fragment_mode = facts.max_fragment_length;
  fields.flags = facts.extended_master_secret ? session::kFlagExtendedMasterSecret : 0;
  fields.peer = facts.peer.leaf();
  fields.peer_chain = facts.peer.chain();
  if (!facts.alpn.empty()) fields.alpn = bytes_of(facts.alpn);
}

session::SessionFields remembered(const Facts& facts) {
  session::SessionFields fields;
  fields.version = facts.version;
  fields.cipher_suite = facts.suite->id;
  // A result that a program has set on a server that asks nobody for a certificate is not about this peer.
  if (facts.peer || facts.certificate_requested) fields.verify_result = std::int32_t(facts.verify_result);
  note_agreed(facts, fields);
  return fields;
}

void restore(Facts& facts, Ref<session::Session> session) {
  const auto& data = session->data();
  facts.resumed = true;
  facts.why_not_resumed = session::WhyNotResumed::resumed;
  facts.peer = ProvenPeer::of_session(data);
  facts.verify_result = data.verify_result();
  facts.client_trust.assign(data.client_trust());
  facts.extended_master_secret = data.extended_master_secret();
  if (data.version() == kTls12) facts.group = crypto::NamedGroup{data.kex_group()};  // TLS 1.3 agrees on one anew
  facts.session = std::move(session);
}

void forget(Facts& facts) {
  facts.resumed = false;
  facts.peer = {};
  facts.verify_result = 0;
  facts.client_trust = {};
  facts.extended_master_secret = false;
  facts.group = {};
  facts.session = nullptr;
}

}  // namespace reprise::handshake

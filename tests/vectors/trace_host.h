// SPDX-License-Identifier: Apache-2.0
// A Host for connections that replay a trace: what the RFC's peers had, and a note of what they derived.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "trace.h"

namespace reprise::vectors {

// Fetched once for the whole test program.
Ref<const crypto::Algorithms> algorithms();

class TraceHost final : public handshake::Host {
 public:
  explicit TraceHost(const Trace& trace_in);

  const Trace& trace;
  ManualClock clock;
  Ref<handshake::Config> settings;
  std::map<std::string, ByteVector> keys;  // by label of the key log
  std::vector<Ref<session::Session>> published;
  Ref<session::Session> session;           // what a client resumes, and what a server finds for its ticket

  const handshake::Config& config() const override { return *settings; }
  TimePoint now() const override { return clock.now(); }
  crypto::Random& random() override { return random_; }
  crypto::CertificateInterner& certificates() override { return certificates_; }
  bool wants_key_log() const override { return true; }
  void log_key(std::string_view label, Bytes, Bytes secret) override { keys[std::string(label)] = copy_of(secret); }
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain&,
                                                    const handshake::Facts&) override {
    return std::optional(handshake::Verdict{.accepted = true});
  }
  void publish(const Ref<session::Session>& made, const handshake::Facts&) override {
    published.push_back(made.share());
  }
  bool retire(const Ref<session::Session>&) override { return true; }
  // The RFC's peers sent record_size_limit (RFC 8449), which is none of ours.
  bool has_custom_extensions() const override { return true; }
  bool knows_custom_extension(handshake::ExtensionPlace, std::uint16_t type) override { return type == 28; }
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t) override;
  Result<handshake::IssuedTicket> issue_ticket(session::Session&, std::uint16_t) override {
    return handshake::IssuedTicket{};
  }

 private:
  crypto::SystemRandom random_;
  crypto::CertificateInterner certificates_;
};

// The session that the handshake of `trace` (simple_1rtt) made: the ticket's, with its key. `time` is when.
Ref<session::Session> session_of(const Trace& trace, std::int64_t time);

}  // namespace reprise::vectors

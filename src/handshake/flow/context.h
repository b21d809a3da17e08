// SPDX-License-Identifier: Apache-2.0
// What every step of a handshake may use besides the state it belongs to.
#pragma once

#include "base/ref.h"
#include "crypto/algorithms.h"
#include "crypto/hmac.h"
#include "handshake/flow/effects.h"
#include "handshake/flow/transcript.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "wire/codec/writer.h"
#include "wire/extensions/max_fragment_length.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake {

// Lives as long as the handshake and moves from the hello exchange to the version that was chosen. `host` and `facts`
// are the connection's and outlive it.
struct Core {
  Core(Host& host_in, Facts& facts_in)
      : host(host_in), facts(facts_in), algorithms(host_in.config().algorithms.share()), scratch(*algorithms) {}

  Host& host;
  Facts& facts;
  Ref<const crypto::Algorithms> algorithms;
  crypto::Scratch scratch;
  Transcript transcript;
};

// A Core for the length of one call.
struct Context {
  Context(Core& core, Effects& out_in)
      : host(core.host), facts(core.facts), scratch(core.scratch), transcript(core.transcript), out(out_in) {}

  Host& host;
  Facts& facts;
  crypto::Scratch& scratch;
  Transcript& transcript;
  Effects& out;

  const crypto::Algorithms& algorithms() const { return scratch.algorithms(); }
  Result<crypto::Digest> transcript_hash() { return transcript.digest(scratch.hash()); }
};

// The code of RFC 6066, 4 that `session` was made with; 0: none.
inline std::uint8_t fragment_length_in(const session::Session& session) {
  const std::uint8_t code = session.data().max_fragment_mode();
  return wire::is_fragment_length(code) ? code : std::uint8_t{0};
}
// Makes both directions keep to facts.max_fragment_length from here on, if there is one.
inline void limit_fragments(Context& context) {
  const auto code = context.facts.max_fragment_length;
  if (code != 0) context.out.limit_fragments(wire::fragment_length_of(code));
}

// A handshake message as it came: `raw` is header and body. Lends the bytes for the call.
struct Message {
  wire::HandshakeType type;
  Bytes body;
  Bytes raw;
  bool ends_record;  // no handshake bytes follow it in its record
};
// `raw` is a whole message, at least its header.
inline Message message_of(Bytes raw, bool ends_record) {
  return {wire::HandshakeType{raw[0]}, raw.subspan(wire::kHandshakeHeaderLen), raw, ends_record};
}

// RFC 8446, 5.1: a message before a change of keys MUST end its record.
inline Result<> must_end_record(const Message& message) {
  if (!message.ends_record) return fail(Alert::unexpected_message, Reason::not_on_record_boundary);
  return success();
}

// Appends a message to the flight and to the transcript; `body` is body(wire::Writer&) and writes the body.
template <typename Body>
Result<> send_message(Context& context, wire::HandshakeType type, Body&& body) {
  ByteVector& flight = context.out.flight();
  wire::Writer writer(flight);
  const std::size_t start = flight.size();
  wire::write_handshake(writer, type, std::forward<Body>(body));
  TRY(writer.finish());
  context.transcript.add(Bytes(flight).subspan(start));
  return success();
}

}  // namespace reprise::handshake

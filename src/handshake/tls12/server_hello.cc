// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/server_hello.h"

#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/version.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/renegotiation_info.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::ExtensionType;
using wire::Writer;

constexpr std::size_t kUsualBlock = 64;  // bytes: room for the extensions of an ordinary answer

struct Answers {
  const NegotiateHello& state;
  const ServerContext& context;

  const Facts& facts() const { return context.facts; }
  bool offered(ExtensionType type) const { return state.hello->extensions.contains(type); }
};

// --- One function for each extension: writes nothing when it is not to be sent.

void renegotiation_info(const Answers& answers, Writer& out) {
  if (!answers.facts().secure_renegotiation) return;
  wire::write_extension(out, ExtensionType::renegotiation_info, [&] { wire::write_renegotiation_info(out, {}); });
}

// RFC 6066, 3: MUST NOT stand in the answer when a session is resumed.
void server_name(const Answers& answers, Writer& out) {
  if (answers.facts().resumed || !answers.facts().server_name_acknowledged) return;
  wire::write_empty_extension(out, ExtensionType::server_name);
}

void max_fragment_length(const Answers& answers, Writer& out) {
  write_max_fragment_length_answer(answers.facts(), out);
}

void ec_point_formats(const Answers& answers, Writer& out) {
  if (answers.facts().suite->kx != wire::Kx::ecdhe || !answers.offered(ExtensionType::ec_point_formats)) return;
  const Bytes formats = answers.context.host.config().point_formats;
  wire::write_extension(out, ExtensionType::ec_point_formats, [&] { wire::write_ec_point_formats(out, formats); });
}

void session_ticket(const Answers& answers, Writer& out) {
  if (answers.context.work.sends_ticket) wire::write_empty_extension(out, ExtensionType::session_ticket);
}

void status_request(const Answers& answers, Writer& out) {
  if (!answers.context.work.ocsp_response.empty()) wire::write_empty_extension(out, ExtensionType::status_request);
}

void alpn(const Answers& answers, Writer& out) {
  if (answers.facts().alpn.empty()) return;
  wire::write_extension(out, ExtensionType::application_layer_protocol_negotiation,
                        [&] { wire::write_alpn_selection(out, bytes_of(answers.facts().alpn)); });
}

void extended_master_secret(const Answers& answers, Writer& out) {
  if (answers.facts().extended_master_secret) wire::write_empty_extension(out, ExtensionType::extended_master_secret);
}

using WriteExtension = void (*)(const Answers&, Writer&);
// The order is OpenSSL's.
constexpr WriteExtension kExtensions[] = {
    renegotiation_info, server_name, max_fragment_length, ec_point_formats, session_ticket, status_request, alpn,
    extended_master_secret,
};

Result<ByteVector> extension_block(const NegotiateHello& state, ServerContext& context) {
  ByteVector block;
  block.reserve(kUsualBlock);
  Writer out(block);
  if (context.host.has_custom_extensions()) {
    TRY(context.host.write_custom_extensions(ExtensionPlace::tls12_server_hello, 0, out));
  }
  for (const auto write : kExtensions) write({state, context}, out);
  TRY(out.finish());
  return block;
}

}  // namespace

Result<> make_random(ServerContext& context) {
  auto& random = context.facts.server_random;
  TRY(context.host.random().fill(random));
  write_downgrade_sentinel(context.host.config(), kTls12, random);
  return success();
}

Result<> send_server_hello(const NegotiateHello& state, KeepMessages keep, ServerContext& context) {
  auto& facts = context.facts;
  TRY(agree_on_fragment_length(context));
  TRY(context.transcript.choose_hash(context.algorithms(), hash_of(*facts.suite), keep));
  context.transcript.add(state.hello.raw());
  const auto extensions = TRY(extension_block(state, context));
  const wire::ServerHello hello{.legacy_version = wire::ProtocolVersion::tls12,
                                .random = facts.server_random,
                                .legacy_session_id_echo = context.work.session_id.bytes(),
                                .cipher_suite = facts.suite->id};
  context.out.entered(StateName::server_write_server_hello);
  return send_message(context, wire::HandshakeType::server_hello, [&](Writer& out) {
    wire::write_server_hello_prefix(out, hello);
    // RFC 5246, 7.4.1.3: a client that knows no extensions gets no block for them.
    if (!extensions.empty()) out.opaque16(extensions);
  });
}

}  // namespace reprise::handshake::tls12

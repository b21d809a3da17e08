// SPDX-License-Identifier: Apache-2.0
// The server's side of HelloRetryRequest (RFC 8446, 4.1.4), with a state or with a cookie in place of one (4.2.2).
#include "handshake/tls13/server_retry.h"

#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls13/cookie.h"
#include "handshake/tls13/server_flight.h"
#include "wire/extensions/cookie.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/supported_versions.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;
using wire::HandshakeType;
using wire::Writer;

// The body of our request. `cookie` is empty when there is none; `custom()` writes what the program adds.
template <typename Custom>
void write_request(const ServerWork& work, Bytes cookie, Writer& out, Custom custom) {
  const wire::ServerHello hello{.legacy_version = wire::ProtocolVersion::tls12,
                                .random = wire::kHelloRetryRequestRandom,
                                .legacy_session_id_echo = work.session_id.bytes(),
                                .cipher_suite = work.secrets.suite->id};
  wire::write_server_hello(out, hello, [&] {
    wire::write_extension(out, ExtensionType::supported_versions,
                          [&] { wire::write_selected_version(out, wire::ProtocolVersion::tls13); });
    if (work.retry_group != crypto::NamedGroup{}) {
      wire::write_extension(out, ExtensionType::key_share,
                            [&] { wire::write_selected_group(out, std::uint16_t(work.retry_group)); });
    }
    if (!cookie.empty()) wire::write_extension(out, ExtensionType::cookie, [&] { wire::write_cookie(out, cookie); });
    custom();
  });
}

// Compat: stateless requests have no extensions of the program's, since they must be written twice.
Result<> send_request(ServerContext& context, Bytes cookie) {
  Result<> custom;
  context.out.entered(StateName::server_write_server_hello);
  TRY(send_message(context, HandshakeType::server_hello, [&](Writer& out) {
    write_request(context.work, cookie, out, [&] {
      if (!cookie.empty() || !context.host.has_custom_extensions()) return;
      custom = context.host.write_custom_extensions(ExtensionPlace::hello_retry_request, 0, out);
    });
  }));
  return custom;
}

Result<ByteVector> make_cookie(ServerContext& context, Bytes hello_hash) {
  const auto program_part = TRY(context.host.make_cookie());
  return seal_cookie(context.scratch, context.host.cookie_key(),
                     {.cipher_suite = context.work.secrets.suite->id,
                      .group = std::uint16_t(context.work.retry_group),
                      .unix_seconds = to_unix_seconds(context.host.now()),
                      .fixed_part = context.work.first_hello,
                      .hello_hash = hello_hash,
                      .program_part = program_part});
}

// Begins the transcript with what `cookie` says of the first ClientHello, and with our answer to it.
Result<> recall(const Cookie& cookie, Bytes sealed, ServerContext& context) {
  const auto& suite = *context.work.secrets.suite;
  if (cookie.hello_hash.size() != crypto::hash_size(hash_of(suite))) {
    return fail(Alert::illegal_parameter, Reason::cookie_mismatch);
  }
  TRY(context.transcript.begin_with_message_hash(context.algorithms(), hash_of(suite), cookie.hello_hash));
  ByteVector request;
  Writer out(request);
  wire::write_handshake(out, HandshakeType::server_hello, [&] { write_request(context.work, sealed, out, [] {}); });
  TRY(out.finish());
  context.transcript.add(request);
  return success();
}

// What is in `sealed`, which the program takes for its own; nothing when it is too old.
Result<std::optional<Cookie>> accepted_cookie(Bytes sealed, ServerContext& context) {
  const auto cookie =
      TRY(open_cookie(context.scratch, context.host.cookie_key(), sealed, to_unix_seconds(context.host.now())));
  if (cookie && !context.host.accepts_cookie(cookie->program_part)) {
    return fail(Alert::illegal_parameter, Reason::cookie_mismatch);
  }
  return cookie;
}

}  // namespace

bool awaits_cookie(const ServerContext& context) { return context.host.wants_cookie() && !context.work.retried; }

Result<> take_cookie(const NegotiateHello& state, ServerContext& context) {
  const auto body = state.view.hello.extensions.find(ExtensionType::cookie);
  if (!body) return success();
  auto& work = context.work;
  const Bytes sealed = TRY(wire::read_cookie(*body));
  const auto cookie = TRY(accepted_cookie(sealed, context));
  if (!cookie) return success();  // the client gets another
  // The settings may have changed since.
  const auto* suite = wire::find_cipher_suite(cookie->cipher_suite);
  if (suite == nullptr || !offers_suite(context.host, *suite, kTls13)) {
    return fail(Alert::illegal_parameter, Reason::bad_cipher);
  }
  work.secrets.suite = suite;
  work.retry_group = crypto::NamedGroup{cookie->group};
  TRY(recall(*cookie, sealed, context));
  work.first_hello = cookie->fixed_part;
  work.retried = true;
  context.facts.hello_retry = true;
  context.facts.cookie_returned = true;
  return success();
}

Result<> check_cookie(const wire::ClientHello& hello, ServerContext& context) {
  const auto body = hello.extensions.find(ExtensionType::cookie);
  if (!body) return fail(Alert::missing_extension, Reason::cookie_mismatch);
  if (!TRY(accepted_cookie(TRY(wire::read_cookie(*body)), context))) {
    return fail(Alert::illegal_parameter, Reason::cookie_mismatch);
  }
  context.facts.cookie_returned = true;
  return success();
}

Result<ServerState> send_hello_retry_request(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  const auto hash = hash_of(*work.secrets.suite);
  context.out.entered(StateName::server_read_client_hello);
  // Nothing may follow that does not know of our request.
  if (!state.hello.message().ends_record) return fail(Alert::unexpected_message, Reason::not_on_record_boundary);
  work.first_hello = TRY(fixed_part_of(context.algorithms(), state.view.hello));
  const auto hello_hash = TRY(crypto::digest(context.algorithms(), hash, state.hello.raw(), context.scratch.hash()));
  const auto cookie = awaits_cookie(context) ? TRY(make_cookie(context, hello_hash.bytes())) : ByteVector();
  TRY(context.transcript.begin_with_message_hash(context.algorithms(), hash, hello_hash.bytes()));
  TRY(send_request(context, cookie));
  send_change_cipher_spec(context);
  if (state.view.early_data) context.out.skip_early_data(context.host.config().recv_max_early_data);
  work.retried = true;
  work.psk.reset();  // bound to the first ClientHello
  context.facts.hello_retry = true;
  return ServerState(ExpectSecondHello{});
}

}  // namespace reprise::handshake::tls13

// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/key_updates.h"

#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls13 {
namespace {

// Compat: libssl's key log names every generation after the first by the letter.
void log_next(Context& context, Role role, const HashSecret& secret) {
  if (!context.host.wants_key_log()) return;
  const auto* label = role == Role::client ? "CLIENT_TRAFFIC_SECRET_N" : "SERVER_TRAFFIC_SECRET_N";
  context.host.log_key(label, context.facts.client_random, secret.bytes());
}

HashSecret& own_secret(Role own_role, ConnectionSecrets& secrets) {
  return own_role == Role::client ? secrets.client : secrets.server;
}
HashSecret& peer_secret(Role own_role, ConnectionSecrets& secrets) {
  return own_role == Role::client ? secrets.server : secrets.client;
}

}  // namespace

Result<> take_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, const wire::KeyUpdate& parsed,
                         const Message& message) {
  TRY(must_end_record(message));
  context.out.entered(own_role == Role::client ? StateName::client_read_key_update : StateName::server_read_key_update);
  const auto& suite = *context.facts.suite;
  secrets.update_requested = false;
  auto& secret = peer_secret(own_role, secrets);
  secret = TRY(next_traffic_secret(context.scratch, hash_of(suite), secret.bytes()));
  log_next(context, own_role == Role::client ? Role::server : Role::client, secret);
  TRY(use_read_keys(context, Epoch::application, suite, secret.bytes()));
  if (parsed.request_update == wire::KeyUpdateRequest::update_requested) context.out.owe_key_update(Debt::due);
  context.out.entered(StateName::ok);
  return success();
}

Result<> send_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, RequestUpdate request) {
  // RFC 9846, 4.7.3: one that asks MUST NOT follow another before the peer has sent one.
  const bool asks = request == RequestUpdate::yes && !secrets.update_requested;
  if (asks) secrets.update_requested = true;
  if (!asks) context.out.owe_key_update(Debt::none);  // the answer, if one is due, does not ask
  const auto code =
      asks ? wire::KeyUpdateRequest::update_requested : wire::KeyUpdateRequest::update_not_requested;
  wire::Writer out(context.out.flight());
  wire::write_handshake(out, wire::HandshakeType::key_update, [&] { wire::write_key_update(out, {code}); });
  TRY(out.finish());
  const auto& suite = *context.facts.suite;
  auto& secret = own_secret(own_role, secrets);
  secret = TRY(next_traffic_secret(context.scratch, hash_of(suite), secret.bytes()));
  log_next(context, own_role, secret);
  return use_write_keys(context, Epoch::application, suite, secret.bytes());
}

}  // namespace reprise::handshake::tls13

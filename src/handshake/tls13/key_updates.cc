#include "handshake/tls13/key_updates.h"

#include "handshake/suite.h"

namespace reprise::handshake::tls13 {
namespace {

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
  auto& secret = peer_secret(own_role, secrets);
  secret = TRY(next_traffic_secret(context.scratch, hash_of(suite), secret.bytes()));
  TRY(use_read_keys(context, Epoch::application, suite, secret.bytes()));
  if (parsed.request_update == wire::KeyUpdateRequest::update_requested) {
    return send_key_update(context, own_role, secrets, RequestUpdate::no);
  }
  context.out.entered(StateName::ok);
  return success();
}

Result<> send_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, RequestUpdate request) {
  context.out.entered(own_role == Role::client ? StateName::client_write_key_update
                                               : StateName::server_write_key_update);
  const auto code = request == RequestUpdate::yes ? wire::KeyUpdateRequest::update_requested
                                                  : wire::KeyUpdateRequest::update_not_requested;
  wire::Writer out(context.out.flight());
  wire::write_handshake(out, wire::HandshakeType::key_update, [&] { wire::write_key_update(out, {code}); });
  TRY(out.finish());
  const auto& suite = *context.facts.suite;
  auto& secret = own_secret(own_role, secrets);
  secret = TRY(next_traffic_secret(context.scratch, hash_of(suite), secret.bytes()));
  TRY(use_write_keys(context, Epoch::application, suite, secret.bytes()));
  context.out.entered(StateName::ok);
  return success();
}

}  // namespace reprise::handshake::tls13

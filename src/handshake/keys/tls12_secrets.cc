// SPDX-License-Identifier: Apache-2.0
#include "handshake/keys/tls12_secrets.h"

#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls12 {
namespace {

void note_finished(Facts& facts, Role sender, Bytes data) {
  (sender == Role::client ? facts.client_finished : facts.server_finished).assign(data);
}

Result<VerifyData> expected_verify_data(Context& context, const Secrets& secrets, Role sender) {
  const auto transcript_hash = TRY(context.transcript_hash());
  return verify_data(context.scratch, secrets.prf, sender, transcript_hash.bytes());
}

// What follows from the master secret.
Result<> use_master(Context& context, Secrets& secrets) {
  const auto& suite = *context.facts.suite;
  const auto randoms = randoms_of(context.facts);
  secrets.prf = TRY(crypto::PrfSecret::create(context.algorithms(), hash_of(suite), secrets.master.bytes()));
  secrets.keys = TRY(connection_keys(context.scratch, secrets.prf, suite, randoms));
  return success();
}

record::Keys& written_by(Role role, Secrets& secrets) {
  return role == Role::client ? secrets.keys.client : secrets.keys.server;
}

Role other(Role role) { return role == Role::client ? Role::server : Role::client; }

}  // namespace

Randoms randoms_of(const Facts& facts) { return {facts.client_random, facts.server_random}; }

Result<> establish_secrets(Context& context, Secrets& secrets, Bytes premaster) {
  const auto hash = hash_of(*context.facts.suite);
  if (context.facts.extended_master_secret) {
    const auto session_hash = TRY(context.transcript_hash());
    secrets.master = TRY(extended_master_secret(context.scratch, hash, premaster, session_hash.bytes()));
  } else {
    secrets.master = TRY(master_secret(context.scratch, hash, premaster, randoms_of(context.facts)));
  }
  return use_master(context, secrets);
}

Result<> resume_secrets(Context& context, Secrets& secrets, const session::SessionData& session) {
  secrets.master.assign(session.secret());
  return use_master(context, secrets);
}

Result<> send_finished(Context& context, Secrets& secrets, Role own_role) {
  const bool client = own_role == Role::client;
  context.out.entered(client ? StateName::client_write_change_cipher_spec : StateName::server_write_change_cipher_spec);
  context.out.send_change_cipher_spec();
  TRY(context.out.use_write_keys(Epoch::application, written_by(own_role, secrets)));
  if (context.host.wants_key_log()) {  // Compat: when the keys come into use, not when they are made
    context.host.log_key("CLIENT_RANDOM", context.facts.client_random, secrets.master.bytes());
  }
  context.out.entered(client ? StateName::client_write_finished : StateName::server_write_finished);
  const auto data = TRY(expected_verify_data(context, secrets, own_role));
  note_finished(context.facts, own_role, data);
  return send_message(context, wire::HandshakeType::finished,
                      [&](wire::Writer& out) { wire::write_finished(out, {data}); });
}

Result<> take_change_cipher_spec(Context& context, Secrets& secrets, Role own_role) {
  const bool client = own_role == Role::client;
  context.out.entered(client ? StateName::client_read_change_cipher_spec : StateName::server_read_change_cipher_spec);
  return context.out.use_read_keys(Epoch::application, written_by(other(own_role), secrets));
}

Result<> take_finished(Context& context, Secrets& secrets, Role own_role, const wire::Finished& parsed,
                       const Message& message) {
  context.out.entered(own_role == Role::client ? StateName::client_read_finished : StateName::server_read_finished);
  const auto data = TRY(expected_verify_data(context, secrets, other(own_role)));
  if (!equal_in_constant_time(data, parsed.verify_data)) return fail(Alert::decrypt_error, Reason::digest_check_failed);
  note_finished(context.facts, other(own_role), data);
  context.transcript.add(message.raw);
  return success();
}

}  // namespace reprise::handshake::tls12

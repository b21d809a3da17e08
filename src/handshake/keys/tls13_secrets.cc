// SPDX-License-Identifier: Apache-2.0
#include "handshake/keys/tls13_secrets.h"

namespace reprise::handshake::tls13 {

void log_secret(Context& context, std::string_view label, const HashSecret& secret) {
  if (context.host.wants_key_log()) context.host.log_key(label, context.facts.client_random, secret.bytes());
}

Result<HashSecret> derive_early_secrets(Context& context, const KeySchedule& early, Bytes client_hello_hash) {
  auto traffic = TRY(early.derive(context.scratch, "c e traffic", client_hello_hash));
  context.facts.early_exporter_secret = TRY(early.derive(context.scratch, "e exp master", client_hello_hash));
  return traffic;
}

void log_early_secrets(Context& context, const HashSecret& traffic) {
  log_secret(context, "EARLY_EXPORTER_SECRET", context.facts.early_exporter_secret);
  log_secret(context, "CLIENT_EARLY_TRAFFIC_SECRET", traffic);
}

Result<> derive_handshake_secrets(Context& context, HandshakeSecrets& secrets, Bytes shared_secret) {
  TRY(secrets.schedule.advance(context.scratch, shared_secret));
  const auto hellos = TRY(context.transcript_hash());
  secrets.client = TRY(secrets.schedule.derive(context.scratch, "c hs traffic", hellos.bytes()));
  secrets.server = TRY(secrets.schedule.derive(context.scratch, "s hs traffic", hellos.bytes()));
  return success();
}

Result<> derive_application_secrets(Context& context, HandshakeSecrets& secrets, ConnectionSecrets& connection) {
  TRY(secrets.schedule.advance(context.scratch, {}));
  const auto through_finished = TRY(context.transcript_hash());
  const auto& schedule = secrets.schedule;
  connection.client = TRY(schedule.derive(context.scratch, "c ap traffic", through_finished.bytes()));
  connection.server = TRY(schedule.derive(context.scratch, "s ap traffic", through_finished.bytes()));
  context.facts.exporter_secret = TRY(schedule.derive(context.scratch, "exp master", through_finished.bytes()));
  return success();
}

void log_server_application_secret(Context& context, const ConnectionSecrets& connection) {
  log_secret(context, "EXPORTER_SECRET", context.facts.exporter_secret);
  log_secret(context, "SERVER_TRAFFIC_SECRET_0", connection.server);
}

Result<> derive_resumption_master(Context& context, const HandshakeSecrets& secrets, ConnectionSecrets& connection) {
  const auto all = TRY(context.transcript_hash());
  connection.resumption_master = TRY(secrets.schedule.derive(context.scratch, "res master", all.bytes()));
  return success();
}

Result<> use_read_keys(Context& context, Epoch epoch, const wire::CipherSuite& suite, Bytes traffic_secret) {
  const auto keys = TRY(traffic_keys(context.scratch, suite, traffic_secret));
  return context.out.use_read_keys(epoch, keys);
}

Result<> use_write_keys(Context& context, Epoch epoch, const wire::CipherSuite& suite, Bytes traffic_secret) {
  const auto keys = TRY(traffic_keys(context.scratch, suite, traffic_secret));
  return context.out.use_write_keys(epoch, keys);
}

}  // namespace reprise::handshake::tls13

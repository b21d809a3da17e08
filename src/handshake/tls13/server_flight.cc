// SPDX-License-Identifier: Apache-2.0
// What a server sends once it has made up its mind: ServerHello to Finished (RFC 8446, 4.1.3 to 4.4).
#include "handshake/tls13/server_flight.h"

#include <algorithm>

#include "crypto/kem.h"
#include "crypto/key_share.h"
#include "handshake/flow/resumed_facts.h"
#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/trust_scope.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/certificate_authorities.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/pre_shared_key.h"
#include "wire/extensions/supported_versions.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/encrypted_extensions.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;
using wire::HandshakeType;
using wire::Writer;

Result<> write_custom(ServerContext& context, ExtensionPlace place, Writer& out) {
  if (!context.host.has_custom_extensions()) return success();
  return context.host.write_custom_extensions(place, 0, out);
}

// `extensions(Writer&)` writes what follows supported_versions.
template <typename Extensions>
Result<> send_server_hello(ServerContext& context, Extensions extensions) {
  context.out.entered(StateName::server_write_server_hello);
  const wire::ServerHello hello{.legacy_version = wire::ProtocolVersion::tls12,
                                .random = context.facts.server_random,
                                .legacy_session_id_echo = context.work.session_id.bytes(),
                                .cipher_suite = context.work.secrets.suite->id};
  Result<> custom;
  TRY(send_message(context, HandshakeType::server_hello, [&](Writer& out) {
    wire::write_server_hello(out, hello, [&] {
      wire::write_extension(out, ExtensionType::supported_versions,
                            [&] { wire::write_selected_version(out, wire::ProtocolVersion::tls13); });
      extensions(out);
      custom = write_custom(context, ExtensionPlace::tls13_server_hello, out);
    });
  }));
  return custom;
}

// Sends ServerHello and agrees on the secret; empty without (EC)DHE.
Result<crypto::SharedSecret> exchange_keys(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  auto& facts = context.facts;
  TRY(context.host.random().fill(facts.server_random));
  crypto::KeyShare own;
  crypto::Encapsulated sealed;
  if (!state.client_share.empty()) {
    if (crypto::is_kem(context.algorithms(), facts.group)) {
      sealed = TRY(crypto::encapsulate(context.algorithms(), facts.group, state.client_share));
    } else {
      own = TRY(crypto::KeyShare::generate(context.algorithms(), facts.group));
    }
  }
  const Bytes share = own.valid() ? own.public_key() : Bytes(sealed.share);
  TRY(send_server_hello(context, [&](Writer& out) {
    if (!share.empty()) {
      wire::write_extension(out, ExtensionType::key_share, [&] {
        wire::write_key_share_entry(out, {std::uint16_t(facts.group), share});
      });
    }
    if (work.psk) {
      wire::write_extension(out, ExtensionType::pre_shared_key,
                            [&] { wire::write_selected_identity(out, work.psk->index); });
    }
  }));
  if (share.empty()) return crypto::SharedSecret();
  facts.peer_key_share = copy_of(state.client_share);
  if (!own.valid()) return std::move(sealed.secret);
  facts.own_key_share = copy_of(own.public_key());
  return own.derive(state.client_share);
}

Result<> send_encrypted_extensions(ServerContext& context) {
  context.out.entered(StateName::server_write_encrypted_extensions);
  const auto& facts = context.facts;
  Result<> custom;
  TRY(send_message(context, HandshakeType::encrypted_extensions, [&](Writer& out) {
    wire::write_encrypted_extensions(out, [&] {
      if (facts.server_name_acknowledged) wire::write_empty_extension(out, ExtensionType::server_name);
      write_max_fragment_length_answer(facts, out);
      if (!facts.alpn.empty()) {
        wire::write_extension(out, ExtensionType::application_layer_protocol_negotiation,
                              [&] { wire::write_alpn_selection(out, bytes_of(facts.alpn)); });
      }
      if (context.work.early_data_accepted) wire::write_empty_extension(out, ExtensionType::early_data);
      custom = write_custom(context, ExtensionPlace::encrypted_extensions, out);
    });
  }));
  return custom;
}

Result<> send_authentication(ServerContext& context) {
  auto& work = context.work;
  const auto& config = context.host.config();
  if (config.client_certificate != PeerCertificate::ignored && !config.switches.certificate_when_asked) {
    TRY(send_certificate_request(context, {}));
    work.certificate_requested = true;
  }
  context.out.entered(StateName::server_write_certificate);
  TRY(send_certificate(context, {}, work.credential->credential.get(), work.ocsp_response));
  context.out.entered(StateName::server_write_certificate_verify);
  return success();
}

// A question after the name was known may have changed the settings, and so may the callbacks that our flight calls: it
// is too late for another handshake then.
Result<> still_serves(ServerContext& context) {
  const auto& psk = context.work.psk;
  if (!psk || psk->kind != BinderKind::resumption) return success();
  if (TRY(serves(context.host, psk->session->data(), context.facts))) return success();
  return fail(Alert::handshake_failure, Reason::not_resumable_session);
}

// Keys for the rest of our flight, and for what the client sends next: early data, or the rest of its handshake.
Result<> use_handshake_keys(const HashSecret& early_secret, ServerContext& context) {
  const auto& work = context.work;
  const auto& secrets = work.secrets;
  TRY(use_write_keys(context, Epoch::handshake, *secrets.suite, secrets.server.bytes()));
  log_secret(context, kServerHandshakeLabel, secrets.server);
  if (work.early_data_accepted) return use_read_keys(context, Epoch::early_data, *secrets.suite, early_secret.bytes());
  TRY(use_read_keys(context, Epoch::handshake, *secrets.suite, secrets.client.bytes()));
  log_secret(context, kClientHandshakeLabel, secrets.client);
  return success();
}

void expect_early_data(bool offered, ServerContext& context) {
  const auto& work = context.work;
  const auto& config = context.host.config();
  if (work.early_data_accepted) {
    const auto in_ticket = work.psk->session->data().max_early_data();
    context.out.accept_early_data(std::min({config.max_early_data, config.recv_max_early_data, in_ticket}));
  } else if (offered) {
    context.out.skip_early_data(config.recv_max_early_data);
  }
}

Result<> use_application_keys(ServerContext& context) {
  auto& secrets = context.work.secrets;
  auto& lasting = context.lasting.secrets;
  TRY(derive_application_secrets(context, secrets, lasting));
  TRY(use_write_keys(context, Epoch::application, *secrets.suite, lasting.server.bytes()));
  log_server_application_secret(context, lasting);
  return success();
}

Result<ServerState> finish_flight(bool early_data_offered, ServerContext& context) {
  const auto& work = context.work;
  const auto& secrets = work.secrets;
  TRY(still_serves(context));
  context.out.entered(StateName::server_write_finished);
  TRY(send_finished(context, Role::server, hash_of(*secrets.suite), secrets.server.bytes()));
  TRY(use_application_keys(context));
  expect_early_data(early_data_offered, context);
  context.out.entered(StateName::early_data);
  if (work.early_data_accepted) return ServerState(ExpectEndOfEarlyData{});
  if (work.certificate_requested) return ServerState(ExpectClientCertificate{});
  return ServerState(ExpectClientFinished{});
}

}  // namespace

Answer<ServerState> SignFlight::ask_again(ServerContext& context) && {
  TRY_ANSWER(send_certificate_verify(context, Role::server, *context.work.credential), not_yet<ServerState>());
  return TRY(finish_flight(early_data_offered, context));
}

void send_change_cipher_spec(ServerContext& context) {
  if (context.work.retried || context.work.session_id.size == 0) return;
  if (!context.host.config().switches.middlebox_compat) return;
  context.out.entered(StateName::server_write_change_cipher_spec);
  context.out.send_change_cipher_spec();
}

Result<> send_certificate_request(ServerContext& context, Bytes request_context) {
  context.facts.certificate_requested = true;
  context.out.entered(StateName::server_write_certificate_request);
  const auto schemes = offered_schemes(context.host, Role::server);
  Result<> custom;
  TRY(send_message(context, HandshakeType::certificate_request, [&](Writer& out) {
    wire::write_certificate_request_tls13(out, request_context, [&] {
      wire::write_extension(out, ExtensionType::signature_algorithms,
                            [&] { wire::write_signature_algorithms(out, schemes); });
      const auto names = context.host.certificate_authorities();
      if (!names.empty()) {
        wire::write_extension(out, ExtensionType::certificate_authorities, [&] {
          wire::write_certificate_authorities(out, [&] {
            for (const auto& name : names) out.opaque16(name);
          });
        });
      }
      custom = write_custom(context, ExtensionPlace::certificate_request, out);
    });
  }));
  return custom;
}

Result<ServerState> send_flight(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  auto& secrets = work.secrets;
  if (!state.hello.message().ends_record) return fail(Alert::unexpected_message, Reason::not_on_record_boundary);
  context.facts.suite = context.facts.pending_suite = secrets.suite;
  if (work.psk) restore(context.facts, work.psk->session.share());
  context.host.resumption_decided(context.facts.why_not_resumed, context.facts.resumed);
  context.out.entered(StateName::server_read_client_hello);
  TRY(agree_on_fragment_length(context));
  if (!work.psk) secrets.schedule.start_without_psk(hash_of(*secrets.suite));
  if (!context.transcript.has_hash()) {
    TRY(context.transcript.choose_hash(context.algorithms(), hash_of(*secrets.suite), KeepMessages::no));
  }
  context.transcript.add(state.hello.raw());
  HashSecret early_secret;
  if (work.early_data_accepted) {
    const auto hello_hash = TRY(context.transcript_hash());
    early_secret = TRY(derive_early_secrets(context, secrets.schedule, hello_hash.bytes()));
    log_early_secrets(context, early_secret);
  }
  const auto shared_secret = TRY(exchange_keys(state, context));
  TRY(derive_handshake_secrets(context, secrets, shared_secret.bytes()));
  send_change_cipher_spec(context);
  TRY(use_handshake_keys(early_secret, context));
  TRY(send_encrypted_extensions(context));
  if (work.psk) return finish_flight(state.view.early_data, context);
  TRY(send_authentication(context));
  return ServerState(SignFlight{state.view.early_data});
}

}  // namespace reprise::handshake::tls13

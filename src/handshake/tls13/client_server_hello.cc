// SPDX-License-Identifier: Apache-2.0
// The client's side of ServerHello and EncryptedExtensions.
#include <algorithm>

#include "crypto/kem.h"
#include "handshake/flow/certificates.h"
#include "handshake/flow/resumed_facts.h"
#include "handshake/hello/client_choices.h"
#include "handshake/hello/client_offer.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls13/client_states.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/pre_shared_key.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

Result<> check_echo_and_extensions(const wire::ServerHello& hello, ClientContext& context) {
  const auto& offer = context.work.offer;
  if (!std::ranges::equal(hello.legacy_session_id_echo, offer.session_id.bytes())) {
    return fail(Alert::illegal_parameter, Reason::invalid_session_id);
  }
  const ExtensionRules rules{wire::ExtensionContext::server_hello, ExtensionPlace::tls13_server_hello};
  return check_extensions(context.host, hello.extensions, rules,
                          [&](std::uint16_t type) { return offer.sent(ExtensionType{type}); });
}

// The suite, which we must have offered, and the same as in a HelloRetryRequest (RFC 8446, 4.1.3 and 4.1.4).
Result<const wire::CipherSuite*> accept_suite(std::uint16_t id, ClientContext& context) {
  const auto* suite = wire::find_cipher_suite(id);
  if (suite == nullptr || !offers_suite(context.host, *suite, kTls13)) {
    return fail(Alert::illegal_parameter, Reason::wrong_cipher_returned);
  }
  const auto* before = context.work.offer.retry_suite;
  if (before != nullptr && before != suite) return fail(Alert::illegal_parameter, Reason::wrong_cipher_returned);
  return suite;
}

Result<> accept_psk(Bytes body, ClientContext& context) {
  const auto index = TRY(wire::read_selected_identity(body));
  auto& work = context.work;
  if (index >= work.offer.psks.size()) return fail(Alert::illegal_parameter, Reason::bad_psk_identity);
  auto& psk = work.offer.psks[index];
  if (psk.early_secret.hash() != hash_of(*work.secrets.suite)) {
    return fail(Alert::illegal_parameter, Reason::bad_psk);
  }
  if (psk.kind == BinderKind::resumption) TRY(must_be_of_our_context(context, *psk.session));
  work.selected_psk = index;
  const auto verify_result = context.facts.verify_result;
  restore(context.facts, psk.session.share());
  // Compat: no certificate was looked at behind a key that both have from elsewhere, so none was found to be bad.
  if (psk.kind == BinderKind::external) context.facts.verify_result = verify_result;
  work.secrets.schedule = std::move(psk.early_secret);
  return success();
}

// The (EC)DHE secret, or empty when the server does without one, which only psk_ke allows.
Result<crypto::SharedSecret> agree(const wire::ServerHello& hello, ClientContext& context) {
  const auto body = hello.extensions.find(ExtensionType::key_share);
  if (!body) {
    // RFC 9846, 4.3.11: a PSK without the share that its mode demands MUST be answered with illegal_parameter.
    const bool psk = context.work.selected_psk.has_value();
    if (!psk || !context.host.config().switches.allow_psk_ke)
      return fail(psk ? Alert::illegal_parameter : Alert::missing_extension, Reason::no_suitable_key_share);
    return crypto::SharedSecret();
  }
  const auto share = TRY(wire::read_server_key_share(*body));
  const auto& own = context.work.offer.key_share;
  if (share.group != std::uint16_t(own.group())) return fail(Alert::illegal_parameter, Reason::bad_key_share);
  context.facts.group = own.group();
  // What answers a KEM's key is no public key.
  const bool sealed = crypto::is_kem(context.algorithms(), own.group());
  context.facts.peer_key_share = sealed ? ByteVector() : copy_of(share.key_exchange);
  context.facts.own_key_share = copy_of(own.public_key());
  return own.derive(share.key_exchange);
}

Result<> negotiate(const wire::ServerHello& hello, ClientContext& context) {
  auto& work = context.work;
  work.secrets.suite = TRY(accept_suite(hello.cipher_suite, context));
  context.facts.suite = context.facts.pending_suite = work.secrets.suite;
  if (const auto body = hello.extensions.find(ExtensionType::pre_shared_key)) return accept_psk(*body, context);
  context.facts.why_not_resumed = why_not_taken(work.offer, kTls13);
  context.facts.session = Ref<session::Session>();
  work.secrets.schedule.start_without_psk(hash_of(*work.secrets.suite));
  return success();
}

// RFC 8446, 4.2.10: early data goes with the first PSK, its suite and its application protocol.
Result<> accept_early_data(ClientContext& context) {
  auto& work = context.work;
  if (!work.offer.early_data || work.selected_psk != 0u) return fail(Alert::illegal_parameter, Reason::bad_extension);
  const auto& data = work.offer.psks.front().session->data();
  const bool same_alpn = std::ranges::equal(data.alpn(), bytes_of(context.facts.alpn));
  if (data.cipher_suite() != work.secrets.suite->id || !same_alpn) {
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  work.early_data_accepted = true;
  context.facts.early_data = EarlyData::accepted;
  return success();
}

}  // namespace

bool owes_change_cipher_spec(const ClientContext& context) {
  const auto& work = context.work;
  return !work.sent_change_cipher_spec && imitates_tls12(context.host, work.offer);
}

Result<ClientState> take_server_hello(const KeptMessage<wire::ServerHello>& kept, ClientContext& context) {
  const auto& hello = *kept;
  TRY(must_end_record(kept.message()));
  TRY(check_echo_and_extensions(hello, context));
  TRY(negotiate(hello, context));
  const auto shared_secret = TRY(agree(hello, context));
  TRY(take_custom_extensions(context.host, hello.extensions, ExtensionPlace::tls13_server_hello));
  auto& work = context.work;
  const auto& suite = *work.secrets.suite;
  if (!context.transcript.has_hash()) {
    TRY(context.transcript.choose_hash(context.algorithms(), hash_of(suite), KeepMessages::no));
  }
  context.transcript.add(kept.raw());
  TRY(derive_handshake_secrets(context, work.secrets, shared_secret.bytes()));
  TRY(use_read_keys(context, Epoch::handshake, suite, work.secrets.server.bytes()));
  log_secret(context, kServerHandshakeLabel, work.secrets.server);
  // Early data, until the server says whether it takes any, goes on under the early keys.
  if (!work.offer.early_data) TRY(use_write_keys(context, Epoch::handshake, suite, work.secrets.client.bytes()));
  if (owes_change_cipher_spec(context)) context.out.owe_change_cipher_spec();
  context.out.entered(StateName::client_read_server_hello);
  return ClientState(ExpectEncryptedExtensions{});
}

Result<ClientState> ExpectEncryptedExtensions::on(const wire::EncryptedExtensions& parsed, const Message& message,
                                                  ClientContext& context) && {
  auto& work = context.work;
  const auto& extensions = parsed.extensions;
  const ExtensionRules rules{wire::ExtensionContext::encrypted_extensions, ExtensionPlace::encrypted_extensions};
  TRY(check_extensions(context.host, extensions, rules,
                       [&](std::uint16_t type) { return work.offer.sent(ExtensionType{type}); }));
  if (const auto body = extensions.find(ExtensionType::server_name)) {
    TRY(wire::read_empty_extension(*body));
    context.facts.server_name_acknowledged = true;
  }
  TRY(accept_fragment_length(context, work.offer, extensions));
  if (const auto body = extensions.find(ExtensionType::application_layer_protocol_negotiation)) {
    TRY(accept_alpn(context, *body));
  }
  if (const auto body = extensions.find(ExtensionType::early_data)) {
    TRY(wire::read_empty_extension(*body));
    TRY(accept_early_data(context));
  } else if (work.offer.early_data) {
    context.facts.early_data = EarlyData::rejected;
    TRY(use_write_keys(context, Epoch::handshake, *work.secrets.suite, work.secrets.client.bytes()));
  }
  TRY(take_custom_extensions(context.host, extensions, ExtensionPlace::encrypted_extensions));
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_encrypted_extensions);
  if (!work.selected_psk) return ClientState(ExpectCertificateRequest{});
  auto again = TRY(peer_to_verify_again(context));
  return again ? ClientState(VerifyAgain{std::move(*again)}) : ClientState(ExpectFinished{});
}

}  // namespace reprise::handshake::tls13

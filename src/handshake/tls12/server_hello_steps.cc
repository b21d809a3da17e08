// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/server_hello_steps.h"

#include <algorithm>

#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/server_hello.h"
#include "handshake/tls12/session.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/renegotiation_info.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::ExtensionType;

constexpr HelloStep kSteps[] = {
    look_up_session, take_custom, learn_server_name, ask_for_certificate, choose_the_suite,
    fetch_ocsp_response, select_protocol,
};

Result<> check_renegotiation_info(const wire::ClientHello& hello, Facts& facts) {
  const auto body = hello.extensions.find(ExtensionType::renegotiation_info);
  if (!body) return success();
  // RFC 5746, 3.6: in a first handshake anything but an empty field MUST be answered with handshake_failure.
  if (!TRY(wire::read_renegotiation_info(*body)).empty())
    return fail(Alert::handshake_failure, Reason::renegotiation_mismatch);
  facts.secure_renegotiation = true;
  return success();
}

Result<> check_extensions_of(const wire::ClientHello& hello, Facts& facts) {
  if (const auto body = hello.extensions.find(ExtensionType::ec_point_formats)) {
    facts.peer_point_formats = copy_of(TRY(wire::read_ec_point_formats(*body)));
  }
  if (const auto body = hello.extensions.find(ExtensionType::extended_master_secret))
    TRY(wire::read_empty_extension(*body));
  return success();
}

// --- What we have to go with a suite

bool is_rsa_key(crypto::KeyType type) { return key_suits(type, wire::Auth::rsa); }
bool is_ecdsa_key(crypto::KeyType type) { return key_suits(type, wire::Auth::ecdsa); }
bool is_eddsa_key(crypto::KeyType type) { return is_ecdsa_key(type) && type != crypto::KeyType::ec; }

// RFC 8422, 5.3: a server MUST NOT use an ECDSA key on a curve that the client does not know.
bool client_knows_our_curve(const Config& config, const std::vector<std::uint16_t>& groups) {
  return groups.empty() || std::ranges::none_of(config.credentials, [&](const Ref<const Credential>& credential) {
           if (!credential->key || credential->key->traits().type != crypto::KeyType::ec) return false;
           return std::ranges::find(groups, std::uint16_t(credential->key->traits().curve)) == groups.end();
         });
}

struct Means {
  std::optional<SignatureChoice> rsa;
  std::optional<SignatureChoice> ecdsa;
  std::optional<crypto::NamedGroup> group;
};

Means find_means(ServerContext& context) {
  auto& host = context.host;
  const auto& offer = *context.facts.offer;
  auto schemes = peer_schemes(context.facts);
  if (schemes.signatures.empty()) schemes.signatures = legacy_default_schemes();
  if (schemes.certificates.empty()) schemes.certificates = legacy_default_schemes();
  const auto ecdsa_fits = client_knows_our_curve(host.config(), offer.groups) ? is_ecdsa_key : is_eddsa_key;
  return {.rsa = choose_signature(host, Role::server, schemes, crypto::SchemeRules::tls12, is_rsa_key),
          .ecdsa = choose_signature(host, Role::server, schemes, crypto::SchemeRules::tls12, ecdsa_fits),
          .group = choose_group(host, offer.groups)};
}

SuiteMeans summary_of(const Means& means, Chains chains) {
  const auto counts = [&](const std::optional<SignatureChoice>& choice) {
    return choice && (chains == Chains::any || choice->verifiable_chain);
  };
  return {.rsa_signature = counts(means.rsa), .ecdsa_signature = counts(means.ecdsa), .ecdhe = means.group.has_value()};
}

// How the client is to name the session that this handshake will make: by a ticket or by an id.
Result<> choose_session_name(ServerContext& context) {
  auto& work = context.work;
  // As the program's callbacks have left it.
  if (work.sends_ticket && !issues_tickets(context.host)) work.sends_ticket = false;
  const bool by_id = !work.sends_ticket;
  if (!context.host.may_be_resumed(true)) {
    work.resumable = Resumable::no;
    work.sends_ticket = false;
  }
  // Compat: one that may not be resumed has an id as well, which nobody will know.
  if (by_id) work.session_id.assign(TRY(context.host.new_session_id()));
  return success();
}

}  // namespace

Result<ServerState> take_client_hello(KeptMessage<wire::ClientHello> hello, ServerContext& context) {
  NegotiateHello state;
  state.hello = std::move(hello);
  TRY(check_renegotiation_info(*state.hello, context.facts));
  TRY(check_extensions_of(*state.hello, context.facts));
  const bool offered = state.hello->extensions.contains(ExtensionType::extended_master_secret);
  state.extended_master_secret = offered && context.host.config().switches.extended_master_secret;
  return ServerState(std::move(state));
}

Answer<ServerState> NegotiateHello::ask_again(ServerContext& context) && {
  for (; next_step < std::size(kSteps); ++next_step) {
    if (!TRY(kSteps[next_step](*this, context))) return not_yet<ServerState>();
  }
  context.out.entered(StateName::server_read_client_hello);
  return TRY(context.facts.resumed ? send_abbreviated_flight(*this, context) : send_full_flight(*this, context));
}

Answer<> take_custom(NegotiateHello& state, ServerContext& context) {
  context.facts.makes_session = true;
  TRY(check_request_extensions(context.host, state.hello->extensions,
                               {wire::ExtensionContext::client_hello, ExtensionPlace::client_hello}));
  TRY(take_custom_extensions(context.host, state.hello->extensions, ExtensionPlace::client_hello));
  return answered();
}

Answer<> learn_server_name(NegotiateHello& state, ServerContext& context) {
  TRY_ANSWER(ask_server_name(context, *state.hello), not_yet());
  TRY(decide_on_resumption(state, context));
  TRY(make_random(context));
  if (!context.facts.resumed) TRY(take_known_secret(state, context));
  return answered();
}

Answer<> ask_for_certificate(NegotiateHello&, ServerContext& context) {
  if (context.facts.resumed) return answered();
  return context.host.certificate_wanted(context.facts);
}

Answer<> choose_the_suite(NegotiateHello& state, ServerContext& context) {
  auto& facts = context.facts;
  if (facts.resumed) return answered();
  auto means = find_means(context);
  // RFC 5246, 7.4.2: a chain that the client can verify goes before the order of suites.
  const auto* suite =
      choose_suite(context.host, state.hello->cipher_suites, kTls12, summary_of(means, Chains::verifiable));
  if (suite == nullptr) {
    suite = choose_suite(context.host, state.hello->cipher_suites, kTls12, summary_of(means, Chains::any));
  }
  if (suite == nullptr) return fail(Alert::handshake_failure, Reason::no_shared_cipher);
  facts.suite = facts.pending_suite = suite;
  facts.group = *means.group;
  context.work.signature = std::move(suite->auth == wire::Auth::rsa ? means.rsa : means.ecdsa);
  if (context.work.signature) facts.local_signature_scheme = std::uint16_t(context.work.signature->scheme);
  facts.extended_master_secret = state.extended_master_secret;
  TRY(choose_session_name(context));
  return answered();
}

Answer<> fetch_ocsp_response(NegotiateHello&, ServerContext& context) {
  if (context.facts.resumed || !context.facts.offer->wants_ocsp) return answered();
  auto response = TRY(context.host.ocsp_response(context.facts));
  if (!response) return not_yet();
  context.work.ocsp_response = std::move(*response);
  return answered();
}

Answer<> select_protocol(NegotiateHello& state, ServerContext& context) { return ask_alpn(context, *state.hello); }

}  // namespace reprise::handshake::tls12

// SPDX-License-Identifier: Apache-2.0
#include "handshake/hello/client_offer.h"

#include <algorithm>

#include "handshake/hello/client_hello_writer.h"
#include "handshake/keys/tls13_secrets.h"
#include "handshake/negotiation/resumption.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "session/object/lineage.h"
#include "wire/codec/reader.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::handshake {
namespace {

using session::WhyNotResumed;
using tls13::BinderKind;

bool offers_hash(Host& host, crypto::HashAlgorithm hash) {
  return std::ranges::any_of(host.config().suites, [&](const wire::CipherSuite* suite) {
    return hash_of(*suite) == hash && offers_suite(host, *suite, kTls13);
  });
}

// A session of TLS 1.3 serves as long as a suite of its hash may be chosen and its ticket is not too old.
WhyNotResumed fits_tls13(Host& host, const session::Session& session, const wire::CipherSuite& suite) {
  if (!suite.is_tls13() || !offers_hash(host, hash_of(suite))) return WhyNotResumed::cipher_mismatch;
  const auto& data = session.data();
  const std::int64_t age_s = session::age_s(session, to_unix_seconds(host.now())) - 1;
  const auto lifetime_s = std::min<std::uint64_t>(data.lifetime_hint(), wire::kMaxTicketLifetime);
  if (data.ticket().empty() || data.secret().empty()) return WhyNotResumed::not_resumable;
  return age_s > std::int64_t(lifetime_s) ? WhyNotResumed::expired : WhyNotResumed::resumed;
}

// Whether the server behind a session was verified as we would verify it now: against the same trust and for the same
// name. A session that does not say so, or that has forgotten whom it was made with, does not count.
bool verified_for_us(const Config& config, const session::SessionData& data) {
  return data.verify_result() == 0 && data.peer() != nullptr && !config.session_id_context.empty() &&
         std::ranges::equal(data.session_id_context(), config.session_id_context);
}

WhyNotResumed fits(Host& host, const session::Session& session, const Offer& offer) {
  const auto& data = session.data();
  if (!session.is_resumable()) return WhyNotResumed::not_resumable;
  const auto& config = host.config();
  if (config.switches.own_sessions_only && !verified_for_us(config, data)) return WhyNotResumed::wrong_scope;
  // Compat: OpenSSL offers it, early data and all, and fails when the server takes it up.
  const bool any_context = config.switches.sessions_of_any_context;
  if (!any_context && !std::ranges::equal(data.session_id_context(), config.session_id_context))
    return WhyNotResumed::session_id_context;
  if (data.version() < offer.min_version || data.version() > offer.max_version) return WhyNotResumed::version_mismatch;
  const auto by_age = check_age(host.config(), session, to_unix_seconds(host.now()));
  if (by_age != WhyNotResumed::resumed) return by_age;
  const auto* suite = wire::find_cipher_suite(data.cipher_suite());
  if (suite == nullptr) return WhyNotResumed::cipher_mismatch;
  if (data.version() == kTls13) return fits_tls13(host, session, *suite);
  if (!offers_suite(host, *suite, kTls12)) return WhyNotResumed::cipher_mismatch;
  // RFC 7627, 5.3: a session with the extended master secret is not offered without it.
  if (data.extended_master_secret() && !host.config().switches.extended_master_secret)
    return WhyNotResumed::ems_mismatch;
  return WhyNotResumed::resumed;
}

// legacy_session_id: a session's of TLS 1.2, or random bytes that make TLS 1.3 look like a resumption.
Result<> choose_session_id(Context& context, Offer& offer) {
  if (offer.session && offer.session->data().version() == kTls12) {
    const auto& data = offer.session->data();
    if (!data.session_id().empty()) {
      offer.session_id.assign(data.session_id());
      return success();
    }
    // RFC 5077, 3.4: an id of our own makes the server's acceptance of the ticket visible.
    const auto id =
        TRY(crypto::digest(context.algorithms(), crypto::HashAlgorithm::sha256, data.ticket(), context.scratch.hash()));
    offer.session_id.assign(id.bytes());
    return success();
  }
  if (offer.max_version < kTls13 || !context.host.config().switches.middlebox_compat) return success();
  offer.session_id.size = 32;
  return context.host.random().fill(offer.session_id.data);
}

Result<> add_psk(Context& context, BinderKind kind, Ref<session::Session> session, ByteVector identity, Offer& offer) {
  const auto* suite = wire::find_cipher_suite(session->data().cipher_suite());
  const bool usable = suite != nullptr && suite->is_tls13() && !session->data().secret().empty();
  if (!usable) return fail(Alert::internal_error, Reason::bad_psk);
  OfferedPsk psk{.kind = kind, .session = std::move(session), .suite = suite, .identity = std::move(identity)};
  TRY(psk.early_secret.start(context.scratch, hash_of(*suite), psk.session->data().secret()));
  offer.psks.push_back(std::move(psk));
  return success();
}

bool contains_protocol(Bytes list, Bytes protocol) {
  for (wire::Reader reader(list); !reader.empty();) {
    const auto name = reader.opaque8();
    if (!name.ok()) return false;
    if (std::ranges::equal(name.value(), protocol)) return true;
  }
  return false;
}

}  // namespace

Result<> prepare_offer(Context& context, Ref<session::Session> session, Offer& offer) {
  auto& host = context.host;
  offer.min_version = host.config().min_version;
  offer.max_version = host.config().max_version;
  if (offer.min_version > offer.max_version) return fail_silently(Reason::no_protocols_available);
  TRY(host.random().fill(context.facts.client_random));
  if (session) {
    offer.why_not_offered = fits(host, *session, offer);
    if (offer.why_not_offered == WhyNotResumed::resumed) {
      context.facts.session = session.share();
      offer.session = std::move(session);
    }
  }
  TRY(choose_session_id(context, offer));
  if (offer.max_version < kTls13) return success();
  const auto group = first_group(host);
  if (group == crypto::NamedGroup{}) return fail_silently(Reason::no_suitable_groups);
  offer.key_share = TRY(crypto::KeyShare::generate(context.algorithms(), group));
  return success();
}

Answer<> collect_psks(Context& context, crypto::HashAlgorithm hash, Offer& offer) {
  if (offer.max_version < kTls13) return answered();
  auto external = TRY(context.host.external_psk(hash));
  if (!external) return not_yet();
  offer.psks.clear();
  const bool resumes = offer.session && offer.session->data().version() == kTls13;
  if (resumes) TRY(add_psk(context, BinderKind::resumption, offer.session.share(), {}, offer));
  if (external->has_value()) {
    auto& psk = **external;
    TRY(add_psk(context, BinderKind::external, std::move(psk.session), std::move(psk.identity), offer));
  }
  // RFC 8446, 4.1.4: after a HelloRetryRequest only keys of its suite's hash.
  if (hash != crypto::HashAlgorithm::none) {
    std::erase_if(offer.psks, [&](const OfferedPsk& psk) { return hash_of(*psk.suite) != hash; });
  }
  return answered();
}

Result<> offer_early_data(Context& context, Offer& offer) {
  offer.early_data = false;
  if (offer.psks.empty() || offer.psks.front().session->data().max_early_data() == 0) return success();
  const auto& first = offer.psks.front();
  const auto& data = first.session->data();
  const auto& config = context.host.config();
  if (!offers_suite(context.host, *first.suite, kTls13)) return success();
  if (!data.hostname().empty() && data.hostname() != config.server_name) {
    return fail_silently(Reason::inconsistent_early_data_sni);
  }
  if (!data.alpn().empty() && !contains_protocol(config.alpn_protocols, data.alpn())) {
    return fail_silently(Reason::inconsistent_early_data_alpn);
  }
  // Who is to be verified again is so when he takes the session up: what goes out before that is anybody's.
  if (config.switches.verify_peer && context.host.verifies_again(*first.session)) return success();
  offer.early_data = true;
  return success();
}

Result<> start_early_data(Context& context, const Offer& offer) {
  const auto& psk = offer.psks.front();
  const auto hash = hash_of(*psk.suite);
  const auto hello = TRY(context.transcript.digest_with(context.algorithms(), hash, {}, context.scratch.hash()));
  const auto secret = TRY(tls13::derive_early_secrets(context, psk.early_secret, hello.bytes()));
  context.facts.early_data = EarlyData::rejected;  // until the server says otherwise
  TRY(tls13::use_write_keys(context, Epoch::early_data, *psk.suite, secret.bytes()));
  tls13::log_early_secrets(context, secret);
  context.out.offer_early_data(psk.session->data().max_early_data());
  return success();
}

WhyNotResumed why_not_taken(const Offer& offer, std::uint16_t version) {
  if (!offer.session) {
    const bool by_external_psk = !offer.psks.empty() && offer.why_not_offered == WhyNotResumed::none_offered;
    return by_external_psk ? WhyNotResumed::refused_by_server : offer.why_not_offered;
  }
  if (offer.session->data().version() != version) return WhyNotResumed::version_mismatch;
  if (version == kTls12) {
    // The id that goes with a ticket is of our own making: without the ticket it says nothing to the server.
    const bool withheld = !offer.session->data().ticket().empty() && !offer.sent(wire::ExtensionType::session_ticket);
    return withheld ? WhyNotResumed::tickets_off : WhyNotResumed::refused_by_server;
  }
  const bool still_offered = std::ranges::any_of(
      offer.psks, [](const OfferedPsk& psk) { return psk.kind == BinderKind::resumption; });
  // A HelloRetryRequest chose another hash.
  return still_offered ? WhyNotResumed::refused_by_server : WhyNotResumed::hash_mismatch;
}

bool imitates_tls12(Host& host, const Offer& offer) {
  return offer.session_id.size != 0 && host.config().switches.middlebox_compat;
}

}  // namespace reprise::handshake

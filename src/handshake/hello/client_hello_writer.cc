// SPDX-License-Identifier: Apache-2.0
#include "handshake/hello/client_hello_writer.h"

#include <algorithm>

#include "handshake/hello/client_choices.h"
#include "handshake/host/security.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "session/object/lineage.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/certificate_authorities.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/cookie.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/max_fragment_length.h"
#include "wire/extensions/pre_shared_key.h"
#include "wire/extensions/server_name.h"
#include "wire/extensions/status_request.h"
#include "wire/extensions/supported_versions.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake {
namespace {

using wire::ExtensionType;
using wire::Writer;

struct Plan {
  Host& host;
  const Offer& offer;
  TimePoint now;
  std::vector<crypto::NamedGroup> groups;

  const Config& config() const { return host.config(); }
  bool tls12() const { return offer.min_version <= kTls12; }
  bool tls13() const { return offer.max_version >= kTls13; }
};

// --- One function for each extension: writes nothing when it is not to be sent.

void server_name(const Plan& plan, Writer& out) {
  if (plan.config().server_name.empty()) return;
  wire::write_extension(out, ExtensionType::server_name,
                        [&] { wire::write_server_name(out, plan.config().server_name); });
}

void max_fragment_length(const Plan& plan, Writer& out) {
  const std::uint8_t code = wanted_fragment_length(plan.config(), plan.offer);
  if (code == 0) return;
  wire::write_extension(out, ExtensionType::max_fragment_length, [&] { wire::write_max_fragment_length(out, code); });
}

bool is_elliptic(const Plan& plan, crypto::NamedGroup group) {
  const auto* info = plan.config().algorithms->group(group);
  return info != nullptr && info->family != crypto::GroupFamily::ffdhe;
}

// Compat: also where TLS 1.2 is not on offer, which alone heeds it.
void ec_point_formats(const Plan& plan, Writer& out) {
  if (std::ranges::none_of(plan.groups, [&](const auto group) { return is_elliptic(plan, group); })) return;
  wire::write_extension(out, ExtensionType::ec_point_formats,
                        [&] { wire::write_ec_point_formats(out, plan.config().point_formats); });
}

void supported_groups(const Plan& plan, Writer& out) {
  if (plan.groups.empty()) return;
  wire::write_extension(out, ExtensionType::supported_groups, [&] { wire::write_supported_groups(out, plan.groups); });
}

void session_ticket(const Plan& plan, Writer& out) {
  if (!plan.tls12() || !plan.config().switches.tickets || !allows_tickets(plan.host)) return;
  if (const auto overridden = plan.host.session_ticket_extension()) {
    wire::write_extension(out, ExtensionType::session_ticket, Bytes(*overridden));
    return;
  }
  const bool resuming = plan.offer.session && plan.offer.session->data().version() == kTls12;
  wire::write_extension(out, ExtensionType::session_ticket, resuming ? plan.offer.session->data().ticket() : Bytes());
}

void status_request(const Plan& plan, Writer& out) {
  if (!plan.config().switches.request_ocsp) return;
  wire::write_extension(out, ExtensionType::status_request, [&] { wire::write_status_request(out, {}); });
}

void alpn(const Plan& plan, Writer& out) {
  if (plan.config().alpn_protocols.empty()) return;
  wire::write_extension(out, ExtensionType::application_layer_protocol_negotiation,
                        [&] { wire::write_alpn_protocols(out, plan.config().alpn_protocols); });
}

void extended_master_secret(const Plan& plan, Writer& out) {
  if (!plan.tls12() || !plan.config().switches.extended_master_secret) return;
  wire::write_empty_extension(out, ExtensionType::extended_master_secret);
}

void post_handshake_auth(const Plan& plan, Writer& out) {
  if (!plan.tls13() || !plan.config().switches.post_handshake_auth) return;
  wire::write_empty_extension(out, ExtensionType::post_handshake_auth);
}

void signature_algorithms(const Plan& plan, Writer& out) {
  const auto schemes = offered_schemes(plan.host, Role::client);
  if (schemes.empty()) return;
  wire::write_extension(out, ExtensionType::signature_algorithms,
                        [&] { wire::write_signature_algorithms(out, schemes); });
}

void supported_versions(const Plan& plan, Writer& out) {
  if (!plan.tls13()) return;
  constexpr wire::ProtocolVersion kVersions[] = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  const std::size_t count = plan.tls12() ? 2 : 1;
  wire::write_extension(out, ExtensionType::supported_versions,
                        [&] { wire::write_supported_versions(out, std::span(kVersions).first(count)); });
}

void psk_key_exchange_modes(const Plan& plan, Writer& out) {
  if (!plan.tls13()) return;
  constexpr std::uint8_t kModes[] = {code_of(wire::PskKeyExchangeMode::psk_dhe_ke),
                                     code_of(wire::PskKeyExchangeMode::psk_ke)};
  const std::size_t count = plan.config().switches.allow_psk_ke ? 2 : 1;
  wire::write_extension(out, ExtensionType::psk_key_exchange_modes,
                        [&] { wire::write_psk_key_exchange_modes(out, Bytes(kModes).first(count)); });
}

void key_share(const Plan& plan, Writer& out) {
  if (!plan.tls13()) return;
  const auto& share = plan.offer.key_share;
  wire::write_extension(out, ExtensionType::key_share, [&] {
    wire::write_client_key_shares(
        out, [&] { wire::write_key_share_entry(out, {std::uint16_t(share.group()), share.public_key()}); });
  });
}

void cookie(const Plan& plan, Writer& out) {
  if (plan.offer.cookie.empty()) return;
  wire::write_extension(out, ExtensionType::cookie, [&] { wire::write_cookie(out, plan.offer.cookie); });
}

void early_data(const Plan& plan, Writer& out) {
  if (plan.offer.early_data) wire::write_empty_extension(out, ExtensionType::early_data);
}

void certificate_authorities(const Plan& plan, Writer& out) {
  if (!plan.tls13()) return;
  const auto names = plan.host.certificate_authorities();
  if (names.empty()) return;
  wire::write_extension(out, ExtensionType::certificate_authorities, [&] {
    wire::write_certificate_authorities(out, [&] {
      for (const auto& name : names) out.opaque16(name);
    });
  });
}

// Milliseconds since the ticket came, hidden by ticket_age_add (RFC 8446, 4.2.11). Times are kept in whole seconds: one
// is taken off, so that the age is never more than the server's.
std::uint32_t obfuscated_age(const session::Session& session, TimePoint now) {
  const std::int64_t age_s = session::age_s(session, to_unix_seconds(now));
  const std::int64_t rounded_down_s = age_s > 0 ? age_s - 1 : 0;
  return std::uint32_t(rounded_down_s * 1000) + session.data().age_add();
}

// RFC 8446, 4.2.11: MUST be the last one. Binders are zeroes until the message is complete.
void pre_shared_key(const Plan& plan, Writer& out) {
  if (plan.offer.psks.empty()) return;
  static constexpr std::uint8_t kZeroes[crypto::kMaxHashSize] = {};
  wire::write_extension(out, ExtensionType::pre_shared_key, [&] {
    wire::write_offered_psks(
        out,
        [&] {
          for (const auto& psk : plan.offer.psks) {
            const bool external = psk.kind == tls13::BinderKind::external;
            wire::write_psk_identity(out,
                                     {psk.identity_bytes(), external ? 0 : obfuscated_age(*psk.session, plan.now)});
          }
        },
        [&] {
          for (const auto& psk : plan.offer.psks) {
            wire::write_psk_binder(out, Bytes(kZeroes).first(crypto::hash_size(hash_of(*psk.suite))));
          }
        });
  });
}

using WriteExtension = void (*)(const Plan&, Writer&);
// The order is OpenSSL's: some middleboxes and fingerprints know clients by it.
constexpr WriteExtension kExtensions[] = {
    server_name,
    max_fragment_length,
    ec_point_formats,
    supported_groups,
    session_ticket,
    status_request,
    alpn,
    extended_master_secret,
    post_handshake_auth,
    signature_algorithms,
    supported_versions,
    psk_key_exchange_modes,
    key_share,
    cookie,
    early_data,
    certificate_authorities,
    pre_shared_key,
};

// --- The rest of the message

ByteVector offered_suites(const Plan& plan) {
  ByteVector codes;
  Writer out(codes);
  for (const auto* suite : plan.config().suites) {
    const bool usable = (plan.tls13() && offers_suite(plan.host, *suite, kTls13)) ||
                        (plan.tls12() && offers_suite(plan.host, *suite, kTls12));
    if (usable) out.u16(suite->id);
  }
  if (codes.empty()) return codes;
  out.u16(wire::kEmptyRenegotiationInfoScsv);  // Compat: also where TLS 1.2 is not on offer
  if (plan.config().switches.fallback_scsv) out.u16(wire::kFallbackScsv);
  return codes;
}

Result<> write_body(const Plan& plan, Bytes random, Writer& out) {
  const auto suites = offered_suites(plan);
  if (suites.empty()) return fail_silently(Reason::no_ciphers_available);
  constexpr std::uint8_t kCompressionMethods[] = {wire::kNullCompression};
  const wire::ClientHello hello{.legacy_version = wire::ProtocolVersion::tls12,
                                .random = random,
                                .legacy_session_id = plan.offer.session_id.bytes(),
                                .cipher_suites = TRY(wire::U16List::parse(suites)),
                                .legacy_compression_methods = kCompressionMethods};
  Result<> custom;
  wire::write_client_hello(out, hello, [&] {
    if (plan.host.has_custom_extensions()) {
      custom = plan.host.write_custom_extensions(ExtensionPlace::client_hello, 0, out);
    }
    for (const auto write : kExtensions) write(plan, out);
  });
  return custom;
}

// Fills the binders in, which `message` ends with (RFC 8446, 4.2.11.2).
Result<> bind_psks(Context& context, const Offer& offer, MutableBytes message) {
  std::size_t binders_len = 2;
  for (const auto& psk : offer.psks) binders_len += 1 + crypto::hash_size(hash_of(*psk.suite));
  const Bytes truncated = wire::without_binders(message, binders_len);
  MutableBytes rest = message.last(binders_len - 2);
  for (const auto& psk : offer.psks) {
    const auto hash = psk.early_secret.hash();
    const auto digest =
        TRY(context.transcript.digest_with(context.algorithms(), hash, truncated, context.scratch.hash()));
    const auto value = TRY(tls13::binder(context.scratch, psk.early_secret, psk.kind, digest.bytes()));
    std::ranges::copy(value.bytes(), rest.subspan(1).begin());
    rest = rest.subspan(1 + value.size());
  }
  return success();
}

Result<> note_extensions(Bytes message, Offer& offer) {
  const auto parsed = wire::read_client_hello(message.subspan(wire::kHandshakeHeaderLen));
  if (!parsed.ok()) return fail_silently(Reason::bad_extension);  // a program's extension came twice
  offer.extensions.clear();
  offer.extensions.reserve(parsed.value().extensions.size());
  for (const auto& extension : parsed.value().extensions) offer.extensions.push_back(code_of(extension.type));
  return success();
}

}  // namespace

Result<> write_client_hello(Context& context, Offer& offer) {
  const Plan plan{.host = context.host,
                  .offer = offer,
                  .now = context.host.now(),
                  .groups = offered_groups(context.host, offer.min_version, offer.max_version)};
  ByteVector& flight = context.out.flight();
  const std::size_t start = flight.size();
  Writer out(flight);
  Result<> body;
  wire::write_handshake(out, wire::HandshakeType::client_hello,
                        [&] { body = write_body(plan, context.facts.client_random, out); });
  TRY(body);
  TRY(out.finish());
  const auto message = MutableBytes(flight).subspan(start);
  TRY(note_extensions(message, offer));
  if (!offer.psks.empty()) TRY(bind_psks(context, offer, message));
  context.transcript.add(message);
  return success();
}

crypto::NamedGroup first_group(Host& host) {
  for (const auto group : host.config().groups) {
    if (offers_group(host, SecurityUse::supported, std::uint16_t(group), kTls13)) return group;
  }
  return crypto::NamedGroup{};
}

}  // namespace reprise::handshake

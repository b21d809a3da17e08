// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/compile_config.h"

#include <algorithm>

#include "capi/objects/certificate_chain.h"
#include "handshake/host/default_config.h"

namespace reprise::capi {
namespace {

using crypto::NamedGroup;
using crypto::SignatureScheme;

template <typename T>
std::vector<T> codes(const std::vector<std::uint16_t>& numbers) {
  std::vector<T> out;
  out.reserve(numbers.size());
  for (const auto number : numbers) out.push_back(T(number));
  return out;
}

// RFC 6460: what goes with a profile of Suite B besides its suites. Lists that the program sets do not count then.
struct Profile {
  std::vector<NamedGroup> groups;
  std::vector<SignatureScheme> schemes;
};

std::optional<Profile> profile_of(const Settings& settings) {
  const auto flags = settings.certificates.cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS;
  if (flags == 0) return std::nullopt;
  Profile profile;
  if ((flags & SSL_CERT_FLAG_SUITEB_128_LOS_ONLY) != 0) {
    profile.groups.push_back(NamedGroup::secp256r1);
    profile.schemes.push_back(SignatureScheme::ecdsa_secp256r1_sha256);
  }
  if ((flags & SSL_CERT_FLAG_SUITEB_192_LOS) != 0) {
    profile.groups.push_back(NamedGroup::secp384r1);
    profile.schemes.push_back(SignatureScheme::ecdsa_secp384r1_sha384);
  }
  return profile;
}

// Compat: OpenSSL announces the two compressed forms as well, that of binary curves not in a profile of Suite B; nobody
// sends either.
constexpr std::uint8_t kPointFormats[] = {0, 1, 2};
Bytes point_formats(const Settings& settings) {
  const bool profile = (settings.certificates.cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS) != 0;
  return Bytes(kPointFormats).first(profile ? 2 : 3);
}

bool enabled(const Settings& settings, int version, std::uint64_t off_switch) {
  if ((settings.options & off_switch) != 0) return false;
  if (settings.method->version != TLS_ANY_VERSION) return settings.method->version == version;
  if (settings.min_version != 0 && version < settings.min_version) return false;
  return settings.max_version == 0 || version <= settings.max_version;
}

handshake::Switches switches_of(const Settings& settings) {
  const auto on = [&](std::uint64_t option) { return (settings.options & option) != 0; };
  handshake::Switches s;
  s.tickets = !on(SSL_OP_NO_TICKET);
  s.server_preference = on(SSL_OP_CIPHER_SERVER_PREFERENCE);
  s.prioritize_chacha = on(SSL_OP_PRIORITIZE_CHACHA);
  s.middlebox_compat = on(SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  s.anti_replay = !on(SSL_OP_NO_ANTI_REPLAY);
  s.extended_master_secret = !on(SSL_OP_NO_EXTENDED_MASTER_SECRET);
  s.allow_psk_ke = on(SSL_OP_ALLOW_NO_DHE_KEX);
  s.allow_unsafe_legacy_server = on(SSL_OP_LEGACY_SERVER_CONNECT) || on(SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
  s.ignore_unexpected_eof = on(SSL_OP_IGNORE_UNEXPECTED_EOF);
  s.fallback_scsv = (settings.mode & SSL_MODE_SEND_FALLBACK_SCSV) != 0;
  s.post_handshake_auth = settings.post_handshake_auth;
  s.request_ocsp = settings.status_type == TLSEXT_STATUSTYPE_ocsp;
  s.request_certificate_once = (settings.verify_mode & SSL_VERIFY_CLIENT_ONCE) != 0;
  s.verify_peer = (settings.verify_mode & SSL_VERIFY_PEER) != 0;
  s.certificate_when_asked = (settings.verify_mode & SSL_VERIFY_POST_HANDSHAKE) != 0;
  return s;
}

handshake::PeerCertificate client_certificate_wish(int verify_mode) {
  if ((verify_mode & SSL_VERIFY_PEER) == 0) return handshake::PeerCertificate::ignored;
  return (verify_mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0 ? handshake::PeerCertificate::required
                                                              : handshake::PeerCertificate::requested;
}

void add_suites(const std::vector<std::uint16_t>& ids, handshake::Config& config) {
  for (const auto id : ids) {
    const auto* suite = wire::find_cipher_suite(id);
    if (suite != nullptr && suite->implemented == wire::Implemented::yes) config.suites.push_back(suite);
  }
}

Result<> add_credentials(const Settings& settings, handshake::Config& config) {
  for (const auto& slot : settings.certificates.slots) {
    if (slot.certificate && slot.key) config.credentials.push_back(TRY(credential_of(slot, settings)));
  }
  return success();
}

Result<Ref<const handshake::Config>> compile(const Settings& settings) {
  auto config = make_ref<handshake::Config>();
  const auto range = TRY(version_range(settings));
  config->algorithms = settings.algorithms.share();
  config->min_version = range.lowest;
  config->max_version = range.highest;
  add_suites(settings.tls13_suites, *config);
  add_suites(settings.tls12_suites, *config);
  config->groups = groups_in_force(settings);
  config->point_formats = point_formats(settings);
  config->signature_schemes = schemes_in_force(settings);
  if (!profile_of(settings)) config->client_signature_schemes = codes<SignatureScheme>(settings.client_sigalgs);
  TRY(add_credentials(settings, *config));
  config->switches = switches_of(settings);
  config->security_level = settings.security_level;
  config->client_certificate = client_certificate_wish(settings.verify_mode);
  config->session_id_context = settings.session_id_context;
  config->max_fragment_length = settings.max_fragment_length_mode;
  config->num_tickets = unsigned(settings.num_tickets);
  config->max_early_data = settings.max_early_data;
  config->recv_max_early_data = settings.recv_max_early_data;
  config->alpn_protocols = settings.alpn;
  config->session_timeout = Seconds(settings.session_timeout);
  config->max_certificate_list = std::uint32_t(settings.max_cert_list);
  return Ref<const handshake::Config>(std::move(config));
}

}  // namespace

std::vector<NamedGroup> groups_in_force(const Settings& settings) {
  if (const auto profile = profile_of(settings)) return profile->groups;
  if (!settings.groups.empty()) return codes<NamedGroup>(settings.groups);
  const auto groups = handshake::default_groups();
  return {groups.begin(), groups.end()};
}

std::vector<SignatureScheme> schemes_in_force(const Settings& settings) {
  if (const auto profile = profile_of(settings)) return profile->schemes;
  if (!settings.sigalgs.empty()) return codes<SignatureScheme>(settings.sigalgs);
  const auto schemes = handshake::default_signature_schemes();
  return {schemes.begin(), schemes.end()};
}

Result<VersionRange> version_range(const Settings& settings) {
  const bool tls12 = enabled(settings, TLS1_2_VERSION, SSL_OP_NO_TLSv1_2);
  const bool tls13 = enabled(settings, TLS1_3_VERSION, SSL_OP_NO_TLSv1_3) && !settings.tls13_suites.empty();
  if (!tls12 && !tls13) return fail_silently(Reason::no_protocols_available);
  return VersionRange{std::uint16_t(tls12 ? TLS1_2_VERSION : TLS1_3_VERSION),
                      std::uint16_t(tls13 ? TLS1_3_VERSION : TLS1_2_VERSION)};
}

Result<Ref<const handshake::Config>> compiled_config(const Settings& settings) {
  if (const auto* made = settings.compiled.get()) return Ref<const handshake::Config>::sharing(made);
  return Ref<const handshake::Config>::sharing(&settings.compiled.keep(TRY(compile(settings))));
}

}  // namespace reprise::capi

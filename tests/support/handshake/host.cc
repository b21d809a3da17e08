// SPDX-License-Identifier: Apache-2.0
#include "support/handshake/host.h"

#include <algorithm>

#include "support/handshake/credentials.h"

namespace reprise::handshake::testing {
namespace {

FoundToResume found_in(const std::map<ByteVector, Ref<session::Session>>& map, Bytes key,
                      session::WhyNotResumed otherwise) {
  const auto found = map.find(copy_of(key));
  if (found == map.end()) return {.why = otherwise};
  return {.session = found->second.share(), .from_cache = true};
}

}  // namespace

Ref<Config> test_config() {
  auto config = make_ref<Config>();
  config->algorithms = test_algorithms();
  constexpr std::uint16_t kSuites[] = {0x1302, 0x1303, 0x1301, 0x1304, 0xc02c, 0xc030, 0xcca9, 0xcca8,
                                       0xc02b, 0xc02f, 0x009f, 0x009e, 0x009d, 0x009c};
  for (const auto id : kSuites) config->suites.push_back(wire::find_cipher_suite(id));
  using crypto::NamedGroup;
  config->groups = {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::ffdhe2048};
  using crypto::SignatureScheme;
  config->signature_schemes = {SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::ed25519,
                               SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha256};
  return config;
}

TestHost::TestHost() : random_(test_algorithms()), certificates_(test_algorithms()) {}

bool TestHost::put_off(const char* question) {
  int& times = put_off_[question];
  if (times++ < times_not_yet) return true;
  times = 0;
  asked.emplace_back(question);
  return false;
}

Answer<Verdict> TestHost::verify_peer(const crypto::CertificateChain&, const Facts&) {
  if (put_off("verify_peer")) return not_yet<Verdict>();
  auto answer = verdict;
  answer.scope = scope;
  return std::optional(answer);
}

bool TestHost::retire(const Ref<session::Session>& session) {
  retired.push_back(session.share());
  session->mark_not_resumable();
  if (!holds_sessions) return false;
  const auto is_it = [&](const auto& entry) { return entry.second.get() == session.get(); };
  return std::erase_if(tickets, is_it) + std::erase_if(cache, is_it) != 0;
}

Answer<> TestHost::client_hello(const wire::ClientHello&) {
  if (put_off("client_hello")) return not_yet();
  return answered();
}

Answer<ServerName> TestHost::server_name(std::string_view) {
  if (put_off("server_name")) return not_yet<ServerName>();
  if (on_server_name) on_server_name(*settings);
  return std::optional(name_answer);
}

Result<> TestHost::write_custom_extensions(ExtensionPlace place, std::size_t, wire::Writer& out) {
  if (failing_place == place) return fail(Alert::internal_error, Reason::bad_extension);
  const auto found = extra_extensions.find(place);
  if (found != extra_extensions.end()) wire::write_extension(out, found->second.first, Bytes(found->second.second));
  return success();
}

std::optional<KnownSecret> TestHost::known_secret(const Facts&) {
  if (secret.empty()) return std::nullopt;
  return KnownSecret{.master_secret = SecretBytes(Bytes(secret)), .suite = secret_suite};
}

Answer<FoundToResume> TestHost::find_session(Bytes id) {
  if (put_off("find_session")) return not_yet<FoundToResume>();
  return std::optional(found_in(cache, id, session::WhyNotResumed::unknown_id));
}

Answer<FoundToResume> TestHost::open_ticket(Bytes ticket, std::uint16_t) {
  if (put_off("open_ticket")) return not_yet<FoundToResume>();
  return std::optional(found_in(tickets, ticket, session::WhyNotResumed::unknown_ticket_key));
}

Answer<FoundToResume> TestHost::find_external_psk(Bytes identity) {
  if (put_off("find_external_psk")) return not_yet<FoundToResume>();
  return std::optional(found_in(external_psks, identity, session::WhyNotResumed::unknown_id));
}

Result<ByteVector> TestHost::new_session_id() {
  ByteVector id(32);
  TRY(random_.fill(id));
  return id;
}

Result<IssuedTicket> TestHost::issue_ticket(session::Session& session, std::uint16_t) {
  ByteVector ticket(40);
  TRY(random_.fill(ticket));
  tickets[ticket] = Ref<session::Session>::sharing(&session);
  return IssuedTicket{.bytes = ticket, .lifetime = std::uint32_t(session.timeout_s())};
}

Answer<> TestHost::certificate_wanted(const Facts&) {
  if (put_off("certificate_wanted")) return not_yet();
  if (on_certificate_wanted) on_certificate_wanted(*settings);
  return answered();
}

Answer<AlpnChoice> TestHost::choose_alpn(Bytes) {
  if (put_off("choose_alpn")) return not_yet<AlpnChoice>();
  return std::optional(AlpnChoice{.none = alpn_answer.empty(), .protocol = alpn_answer});
}

Answer<ByteVector> TestHost::ocsp_response(const Facts&) {
  if (put_off("ocsp_response")) return not_yet<ByteVector>();
  return std::optional(ocsp_answer);
}

Answer<std::optional<ExternalPsk>> TestHost::external_psk(crypto::HashAlgorithm) {
  if (put_off("external_psk")) return not_yet<std::optional<ExternalPsk>>();
  std::optional<ExternalPsk> psk;
  if (offered_psk) psk = ExternalPsk{*offered_psk, external_psks.at(*offered_psk).share()};
  return std::optional(std::move(psk));
}

Answer<> TestHost::client_certificate_wanted(const Facts&) {
  if (put_off("client_certificate_wanted")) return not_yet();
  return answered();
}

Result<> TestHost::check_ocsp_response(const Facts&) {
  asked.emplace_back("check_ocsp_response");
  if (ocsp_check) return *ocsp_check;
  return success();
}

}  // namespace reprise::handshake::testing

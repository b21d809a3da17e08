// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/authentication.h"

#include <algorithm>
#include <array>

#include "handshake/flow/certificates.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/own_chain.h"
#include "wire/extensions/status_request.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;
using wire::HandshakeType;
using wire::Writer;

Result<> write_entry_extensions(Context& context, std::size_t index, Bytes ocsp_response, Writer& out) {
  if (index == 0 && !ocsp_response.empty()) {
    wire::write_extension(out, ExtensionType::status_request,
                          [&] { wire::write_certificate_status(out, ocsp_response); });
  }
  if (!context.host.has_custom_extensions()) return success();
  return context.host.write_custom_extensions(ExtensionPlace::certificate, index, out);
}

Result<> read_entry_extensions(Context& context, const wire::ExtensionList& extensions, std::size_t index,
                               OcspRequested ocsp_requested) {
  const ExtensionRules rules{wire::ExtensionContext::certificate, ExtensionPlace::certificate};
  TRY(check_extensions(context.host, extensions, rules, [&](std::uint16_t type) {
    return type == code_of(ExtensionType::status_request) && ocsp_requested == OcspRequested::yes;
  }));
  if (const auto status = extensions.find(ExtensionType::status_request)) {
    const Bytes response = TRY(wire::read_certificate_status(*status));
    if (index == 0) context.facts.ocsp_response = copy_of(response);
  }
  return take_custom_extensions(context.host, extensions, ExtensionPlace::certificate, index);
}

// What CertificateVerify signs (RFC 8446, 4.4.3): 64 spaces, who signs, a zero byte, the hash of the transcript.
class SignedContent {
 public:
  SignedContent(Role signer, const crypto::Digest& transcript_hash) {
    constexpr std::string_view kServer = "TLS 1.3, server CertificateVerify";
    constexpr std::string_view kClient = "TLS 1.3, client CertificateVerify";
    static_assert(kServer.size() == kClient.size());
    const Bytes who = bytes_of(signer == Role::server ? kServer : kClient);
    std::ranges::fill(std::span(bytes_).first<64>(), std::uint8_t(' '));
    auto rest = std::span(bytes_).subspan<64>();
    std::ranges::copy(who, rest.begin());
    rest[who.size()] = 0;
    std::ranges::copy(transcript_hash.bytes(), rest.subspan(who.size() + 1).begin());
    size_ = 64 + who.size() + 1 + transcript_hash.size();
  }
  Bytes bytes() const { return Bytes(bytes_).first(size_); }

 private:
  std::array<std::uint8_t, 64 + 33 + 1 + crypto::kMaxHashSize> bytes_;
  std::size_t size_ = 0;
};

void note_finished(Facts& facts, Role sender, Bytes verify_data) {
  (sender == Role::client ? facts.client_finished : facts.server_finished).assign(verify_data);
}

}  // namespace

Result<> send_certificate(Context& context, Bytes request_context, const Credential* credential, Bytes ocsp_response) {
  Ref<const crypto::CertificateChain> chain;
  if (credential != nullptr) chain = TRY(chain_to_send(context.host, *credential));
  if (chain) TRY(check_own_chain(context.host, *chain));
  Result<> extensions;
  TRY(send_message(context, HandshakeType::certificate, [&](Writer& out) {
    wire::write_certificate_tls13(out, request_context, [&] {
      for (std::size_t i = 0; chain && i < chain->size(); ++i) {
        wire::write_certificate_entry(out, (*chain)[i].der(), [&] {
          if (extensions.ok()) extensions = write_entry_extensions(context, i, ocsp_response, out);
        });
      }
    });
  }));
  return extensions;
}

Answer<> send_certificate_verify(Context& context, Role signer, const SignatureChoice& choice) {
  const SignedContent content(signer, TRY(context.transcript_hash()));
  const auto signature =
      TRY_ANSWER(context.host.sign(*choice.credential, choice.scheme, content.bytes()), not_yet());
  context.facts.local_signature_scheme = std::uint16_t(choice.scheme);
  TRY(send_message(context, HandshakeType::certificate_verify, [&](Writer& out) {
    wire::write_certificate_verify(out, {std::uint16_t(choice.scheme), signature});
  }));
  return answered();
}

Result<> send_finished(Context& context, Role sender, crypto::HashAlgorithm hash, Bytes base_key) {
  const auto transcript_hash = TRY(context.transcript_hash());
  const auto mac = TRY(finished_mac(context.scratch, hash, base_key, transcript_hash.bytes()));
  note_finished(context.facts, sender, mac.bytes());
  return send_message(context, HandshakeType::finished, [&](Writer& out) { wire::write_finished(out, {mac.bytes()}); });
}

Result<Ref<const crypto::CertificateChain>> read_chain(Context& context, const wire::CertificateTls13& message,
                                                       OcspRequested ocsp_requested) {
  ChainReader chain(context);
  std::size_t index = 0;
  for (const auto& entry : message.certificate_list) {
    TRY(chain.add(entry.cert_data));
    TRY(read_entry_extensions(context, entry.extensions, index++, ocsp_requested));
  }
  return std::move(chain).finish();
}

Result<> check_certificate_verify(Context& context, Role own_role, const CandidatePeer& candidate,
                                  const wire::CertificateVerify& message) {
  constexpr auto kRules = crypto::SchemeRules::tls13;
  const auto* scheme = TRY(accept_scheme(context.host, message.algorithm, kRules, own_role));
  const Role signer = own_role == Role::client ? Role::server : Role::client;
  const SignedContent content(signer, TRY(context.transcript_hash()));
  return prove_peer(context, candidate, {*scheme, kRules, content.bytes(), message.signature});
}

Result<> check_finished(Context& context, Role sender, crypto::HashAlgorithm hash, Bytes base_key,
                        const wire::Finished& message) {
  const auto transcript_hash = TRY(context.transcript_hash());
  const auto mac = TRY(finished_mac(context.scratch, hash, base_key, transcript_hash.bytes()));
  if (!equal_in_constant_time(mac.bytes(), message.verify_data)) {
    return fail(Alert::decrypt_error, Reason::digest_check_failed);
  }
  note_finished(context.facts, sender, mac.bytes());
  return success();
}

}  // namespace reprise::handshake::tls13

// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/authentication.h"

#include <algorithm>

#include "handshake/flow/certificates.h"
#include "handshake/negotiation/own_chain.h"

namespace reprise::handshake::tls12 {
namespace {

// RFC 8422, 5.3: an ECDSA certificate's key MUST be on a curve that the other side knows.
Result<> check_curve(Context& context, const crypto::KeyTraits& key) {
  if (key.type != crypto::KeyType::ec) return success();
  if (std::ranges::find(context.host.config().groups, key.curve) == context.host.config().groups.end()) {
    return fail(Alert::illegal_parameter, Reason::wrong_curve);
  }
  return success();
}

}  // namespace

Result<> send_certificate(Context& context, const Credential* credential) {
  Ref<const crypto::CertificateChain> chain;
  if (credential != nullptr) chain = TRY(chain_to_send(context.host, *credential));
  if (chain) TRY(check_own_chain(context.host, *chain));
  return send_message(context, wire::HandshakeType::certificate, [&](wire::Writer& out) {
    wire::write_certificate_tls12(out, [&] {
      if (!chain) return;
      for (const auto& certificate : *chain) out.opaque24(certificate->der());
    });
  });
}

Result<Ref<const crypto::CertificateChain>> read_chain(Context& context, const wire::CertificateTls12& message) {
  ChainReader chain(context);
  for (const Bytes der : message.certificate_list) TRY(chain.add(der));
  return std::move(chain).finish();
}

bool key_suits(crypto::KeyType type, wire::Auth auth) {
  switch (type) {
    case crypto::KeyType::rsa:
    case crypto::KeyType::rsa_pss: return auth == wire::Auth::rsa;
    case crypto::KeyType::ec:
    case crypto::KeyType::ed25519:
    case crypto::KeyType::ed448: return auth == wire::Auth::ecdsa;
    case crypto::KeyType::dsa:
    case crypto::KeyType::unknown: break;
  }
  return false;
}

Answer<ByteVector> sign(Context& context, const SignatureChoice& choice, Bytes content) {
  context.facts.local_signature_scheme = std::uint16_t(choice.scheme);
  return context.host.sign(*choice.credential, choice.scheme, content);
}

Result<> check_signature(Context& context, Role own_role, const CandidatePeer& candidate,
                         const wire::DigitallySigned& signature, Bytes content) {
  constexpr auto kRules = crypto::SchemeRules::tls12;
  const auto* scheme = TRY(accept_scheme(context.host, signature.algorithm, kRules, own_role));
  TRY(check_curve(context, TRY(candidate.chain->leaf().public_key())->traits()));
  return prove_peer(context, candidate, {*scheme, kRules, content, signature.signature});
}

ByteVector signed_params(const Facts& facts, Bytes params) {
  ByteVector content;
  wire::Writer out(content);
  out.bytes(facts.client_random);
  out.bytes(facts.server_random);
  out.bytes(params);
  return content;
}

}  // namespace reprise::handshake::tls12

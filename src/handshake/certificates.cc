#include "handshake/certificates.h"

#include "wire/ext_certificate_authorities.h"
#include "wire/ext_code_lists.h"

namespace reprise::handshake {

Result<> ChainReader::add(Bytes der) {
  certificates_.push_back(TRY(context_.host.certificates().intern(der)));
  return success();
}

Result<Ref<const crypto::CertificateChain>> ChainReader::finish() && {
  if (certificates_.empty()) return Ref<const crypto::CertificateChain>();
  TRY(certificates_.front()->public_key());
  return Ref<const crypto::CertificateChain>(make_ref<crypto::CertificateChain>(std::move(certificates_)));
}

Result<> note_certificate_wishes(Facts& facts, const wire::ExtensionList& extensions) {
  facts.peer_certificate_schemes.clear();
  if (const auto body = extensions.find(wire::ExtensionType::signature_algorithms_cert)) {
    const auto schemes = TRY(wire::read_signature_algorithms(*body));
    facts.peer_certificate_schemes.assign(schemes.begin(), schemes.end());
  }
  facts.peer_ca_names.clear();
  if (const auto body = extensions.find(wire::ExtensionType::certificate_authorities)) {
    for (const Bytes name : TRY(wire::read_certificate_authorities(*body)))
      facts.peer_ca_names.push_back(copy_of(name));
  }
  return success();
}

Answer<> verify_peer_chain(Context& context) {
  auto verdict = TRY(context.host.verify_peer(context.facts));
  if (!verdict) return not_yet();
  context.facts.verify_result = verdict->result;
  if (!verdict->accepted) return fail(verdict->alert, Reason::certificate_verify_failed);
  return answered();
}

}  // namespace reprise::handshake

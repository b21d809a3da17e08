#include "handshake/certificates.h"

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

Answer<> verify_peer_chain(Context& context) {
  auto verdict = TRY(context.host.verify_peer(context.facts));
  if (!verdict) return not_yet();
  context.facts.verify_result = verdict->result;
  if (!verdict->accepted) return fail(verdict->alert, Reason::certificate_verify_failed);
  return answered();
}

}  // namespace reprise::handshake

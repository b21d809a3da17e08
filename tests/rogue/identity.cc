// SPDX-License-Identifier: Apache-2.0
#include "identity.h"

#include "support/crypto/inputs.h"

namespace reprise::rogue {
namespace {

Ref<handshake::Credential> new_credential(long serial) {
  const crypto::KeyPtr key = crypto::new_key("EC", "P-256");
  const auto x509 = crypto::new_certificate(key.get(), serial);
  std::vector<Ref<const crypto::Certificate>> chain;
  chain.push_back(crypto::Certificate::from_der(algorithms().share(), crypto::der_of(x509.get())));
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(chain));
  credential->key = crypto::PrivateKey::sharing(algorithms().share(), key.get());
  return credential;
}

}  // namespace

const Ref<const crypto::Algorithms>& algorithms() {
  static const auto& fetched = *new Ref<const crypto::Algorithms>(crypto::default_algorithms());
  return fetched;
}

const handshake::Credential& mallory() {
  static const auto& made = *new auto(new_credential(666));
  return *made;
}

const handshake::Credential& alice() {
  static const auto& made = *new auto(new_credential(7));
  return *made;
}

const char* name_of(const crypto::CertificateChain& chain) {
  if (chain.leaf().same_as(mallory().chain->leaf())) return "mallory";
  if (chain.leaf().same_as(alice().chain->leaf())) return "alice";
  return "?";
}

}  // namespace reprise::rogue

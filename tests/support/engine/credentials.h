// SPDX-License-Identifier: Apache-2.0
// A Host for handshakes with the real machines: fresh keys, no verification, tickets and sessions in a map.
#pragma once

#include <map>
#include <string>

#include "engine/connection.h"
#include "support/crypto/inputs.h"

namespace reprise::engine {

// The types of keys that certificates have.
enum class TestKeyType : std::uint8_t { rsa, rsa_pss, p256, p384, p521, ed25519, ed448 };

// One key and certificate of each type for a whole run: RSA keys take long to make.
inline Ref<const handshake::Credential> test_credential(const Ref<const crypto::Algorithms>& algorithms,
                                                        TestKeyType type) {
  static crypto::KeyPtr keys[7];
  auto& key = keys[std::size_t(type)];
  if (key == nullptr) {
    switch (type) {
      case TestKeyType::rsa: key = crypto::new_key("RSA"); break;
      case TestKeyType::rsa_pss: key = crypto::new_key("RSA-PSS"); break;
      case TestKeyType::p256: key = crypto::new_key("EC", "P-256"); break;
      case TestKeyType::p384: key = crypto::new_key("EC", "P-384"); break;
      case TestKeyType::p521: key = crypto::new_key("EC", "P-521"); break;
      case TestKeyType::ed25519: key = crypto::new_key("ED25519"); break;
      case TestKeyType::ed448: key = crypto::new_key("ED448"); break;
    }
  }
  const auto x509 = crypto::new_certificate(key.get());
  std::vector<Ref<const crypto::Certificate>> chain;
  chain.push_back(crypto::Certificate::from_der(algorithms.share(), crypto::der_of(x509.get())));
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(chain));
  credential->key = crypto::PrivateKey::sharing(algorithms.share(), key.get());
  return credential;
}

class PairHost : public handshake::Host {
 public:
  virtual ~PairHost() = default;
  PairHost(Role role, const Ref<const crypto::Algorithms>& algorithms)
      : config_(make_ref<handshake::Config>()), random_(algorithms.share()), certificates_(algorithms.share()) {
    config_->algorithms = algorithms.share();
    for (const auto& suite : wire::cipher_suites()) {
      if (suite.implemented == wire::Implemented::yes && suite.is_tls13()) config_->suites.push_back(&suite);
    }
    for (const auto& suite : wire::cipher_suites()) {
      if (suite.implemented == wire::Implemented::yes && !suite.is_tls13()) config_->suites.push_back(&suite);
    }
    config_->groups = {crypto::NamedGroup::x25519, crypto::NamedGroup::secp256r1};
    for (const auto& scheme : crypto::all_schemes()) {
      if (scheme.hash != crypto::HashAlgorithm::sha1) config_->signature_schemes.push_back(scheme.id);
    }
    if (role == Role::server) config_->credentials.push_back(test_credential(algorithms, TestKeyType::p256));
  }

  handshake::Config& mutable_config() { return *config_; }
  const handshake::Config& config() const override { return *config_; }
  TimePoint now() const override { return clock.now(); }
  crypto::Random& random() override { return random_; }
  crypto::CertificateInterner& certificates() override { return certificates_; }
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain&,
                                                    const handshake::Facts&) override {
    return std::optional(handshake::Verdict{.accepted = true});
  }
  void publish(const Ref<session::Session>& session, const handshake::Facts&) override {
    published.push_back(session.share());
  }
  bool retire(const Ref<session::Session>&) override { return ++num_retired > 0; }
  Result<handshake::IssuedTicket> issue_ticket(session::Session& session, std::uint16_t) override {
    const std::string ticket = "ticket " + std::to_string(tickets_.size());
    tickets_[ticket] = Ref<session::Session>::sharing(&session);
    return handshake::IssuedTicket{copy_of(bytes_of(ticket)), 3600};
  }
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t) override {
    const auto found = tickets_.find(std::string(text_of(ticket)));
    if (found == tickets_.end()) return std::optional(handshake::FoundToResume{});
    return std::optional(handshake::FoundToResume{.session = found->second.share()});
  }

  ManualClock clock;
  std::vector<Ref<session::Session>> published;
  int num_retired = 0;

 private:
  Ref<handshake::Config> config_;
  crypto::SystemRandom random_;
  crypto::CertificateInterner certificates_;
  std::map<std::string, Ref<session::Session>> tickets_;
};

}  // namespace reprise::engine

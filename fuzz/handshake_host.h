// SPDX-License-Identifier: Apache-2.0
// What is set up for the two ends of a fuzzed handshake, by bits of the input, and their Host.
#pragma once

#include <algorithm>
#include <optional>
#include <set>

#include "support/engine/credentials.h"

namespace reprise::fuzz {

using handshake::Role;

enum Setup : std::uint16_t {
  kServerSends = 1,  // the changed messages are the server's
  kTls12 = 2,
  kClientCertificate = 4,
  kResumed = 8,
  kRetry = 0x10,
  kEarlyData = 0x20,
  kByteByByte = 0x40,
  kAfter = 0x80,        // key updates, tickets and a certificate asked for after the handshake
  kServerKey = 0x300,   // two bits: the type of the server's key
  kExternalPsk = 0x400,
  kById = 0x800,        // TLS 1.2 sessions are resumed by id, not by ticket
  kPskKe = 0x1000,
  kCookie = 0x2000,     // a stateless HelloRetryRequest
  kPutOff = 0x4000,     // every question is answered when it is asked again
  kFragments = 0x8000,  // max_fragment_length
};

inline const Ref<const crypto::Algorithms>& algorithms() {
  static const auto& fetched = *new auto(crypto::default_algorithms());
  return fetched;
}

// Made once, as it takes long, and all together: before the first input fixes the randomness.
inline Ref<const handshake::Credential> credential(unsigned type) {
  using engine::TestKeyType;
  static const auto& made = *new auto([] {
    std::vector<Ref<const handshake::Credential>> credentials;
    for (const auto each : {TestKeyType::p256, TestKeyType::rsa, TestKeyType::ed25519, TestKeyType::rsa_pss}) {
      credentials.push_back(engine::test_credential(algorithms(), each));
    }
    return credentials;
  }());
  return made[type].share();
}

inline unsigned server_key(unsigned setup) { return (setup & kServerKey) >> 8; }

// A host that has something to say to every question.
class FuzzHost final : public engine::PairHost {
 public:
  explicit FuzzHost(unsigned setup) : PairHost(Role::client, algorithms()), setup_(setup) {}

  handshake::Answer<> client_hello(const wire::ClientHello&) override {
    if (put_off("client hello")) return handshake::not_yet();
    return handshake::answered();
  }
  handshake::Answer<handshake::ServerName> server_name(std::string_view name) override {
    if (put_off("server name")) return handshake::not_yet<handshake::ServerName>();
    return std::optional(name.empty() ? handshake::ServerName::ignored : handshake::ServerName::accepted);
  }
  handshake::Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override {
    if (put_off("ALPN")) return handshake::not_yet<handshake::AlpnChoice>();
    return std::optional(handshake::AlpnChoice{false, text_of(client_protocols.subspan(1, client_protocols[0]))});
  }
  handshake::Answer<ByteVector> ocsp_response(const handshake::Facts&) override {
    if (put_off("OCSP")) return handshake::not_yet<ByteVector>();
    return std::optional(copy_of(bytes_of("a response")));
  }
  handshake::Answer<> certificate_wanted(const handshake::Facts&) override {
    if (put_off("certificate")) return handshake::not_yet();
    return handshake::answered();
  }
  handshake::Answer<> client_certificate_wanted(const handshake::Facts&) override {
    if (put_off("client certificate")) return handshake::not_yet();
    return handshake::answered();
  }
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain& candidate,
                                                    const handshake::Facts& facts) override {
    if (put_off("verdict")) return handshake::not_yet<handshake::Verdict>();
    return PairHost::verify_peer(candidate, facts);
  }
  handshake::Answer<handshake::FoundToResume> find_session(Bytes id) override {
    if (put_off("session")) return handshake::not_yet<handshake::FoundToResume>();
    for (const auto& session : published) {
      if (std::ranges::equal(session->data().session_id(), id)) {
        return std::optional(handshake::FoundToResume{.session = session.share(), .from_cache = true});
      }
    }
    return std::optional(handshake::FoundToResume{});
  }
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t version) override {
    if (put_off("ticket")) return handshake::not_yet<handshake::FoundToResume>();
    return PairHost::open_ticket(ticket, version);
  }
  Result<ByteVector> new_session_id() override {
    if ((setup_ & kById) == 0) return ByteVector{};
    ByteVector id(32);
    TRY(random().fill(id));
    return id;
  }
  handshake::Answer<handshake::FoundToResume> find_external_psk(Bytes identity) override {
    if (put_off("external PSK")) return handshake::not_yet<handshake::FoundToResume>();
    if ((setup_ & kExternalPsk) == 0 || text_of(identity) != "me") return std::optional(handshake::FoundToResume{});
    return std::optional(handshake::FoundToResume{.session = external_session(), .external_psk = true});
  }
  handshake::Answer<std::optional<handshake::ExternalPsk>> external_psk(crypto::HashAlgorithm) override {
    if ((setup_ & kExternalPsk) == 0) return std::optional(std::optional<handshake::ExternalPsk>{});
    return std::optional(std::optional(handshake::ExternalPsk{copy_of(bytes_of("me")), external_session()}));
  }
  bool wants_cookie() const override { return (setup_ & kCookie) != 0; }
  Bytes cookie_key() const override { return bytes_of("0123456789abcdef0123456789abcdef"); }
  Result<ByteVector> make_cookie() override { return copy_of(bytes_of("crumbs")); }
  bool accepts_cookie(Bytes cookie) override { return text_of(cookie) == "crumbs"; }

 private:
  // Puts a question off once each time that it comes up.
  bool put_off(const char* question) {
    if ((setup_ & kPutOff) == 0) return false;
    if (put_off_.erase(question) != 0) return false;
    put_off_.insert(question);
    return true;
  }
  static Ref<session::Session> external_session() {
    const ByteVector key(32, 0x5a);
    session::SessionFields fields;
    fields.version = 0x0304;
    fields.cipher_suite = 0x1301;
    fields.secret = key;
    return session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
  }

  unsigned setup_;
  std::set<std::string_view> put_off_;
};

}  // namespace reprise::fuzz

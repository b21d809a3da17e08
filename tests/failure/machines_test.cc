// SPDX-License-Identifier: Apache-2.0
// The same, without records, of handshakes that few programs make: known secrets, cookies, keys of RSA.
#include <gtest/gtest.h>

#include <string>

#include "failing_libcrypto.h"
#include "handshake/endpoint/client.h"
#include "handshake/endpoint/server.h"
#include "handshake/negotiation/version.h"
#include "record/sealer.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "support/record/keys.h"

namespace reprise::failure {
namespace {

using crypto::NamedGroup;
using handshake::kTls12;
using handshake::testing::Pair;
using handshake::testing::Side;

struct Way {
  const char* name;
  void (*prepare)(Pair& pair);
};

Ref<session::Session> external_psk() {
  const ByteVector key(32, 0x5a);
  session::SessionFields fields;
  fields.version = 0x0304;
  fields.cipher_suite = 0x1301;
  fields.secret = key;
  return session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
}

void give_external_psk(Pair& pair) {
  const ByteVector identity = {'m', 'e'};
  for (Side* side : {&pair.client, &pair.server}) side->host.external_psks[identity] = external_psk();
  pair.client.host.offered_psk = identity;
}

Ref<const handshake::Credential> rsa_credential() {
  static const auto& made = *new Ref<const handshake::Credential>(handshake::testing::make_credential("RSA"));
  return made.share();
}

void use_tls12_suite(Pair& pair, std::uint16_t suite) {
  pair.client.host.settings->max_version = kTls12;
  pair.client.host.settings->suites = {wire::find_cipher_suite(suite)};
  pair.server.host.settings->credentials.clear();
  pair.server.host.settings->credentials.push_back(rsa_credential());
}

void offer_early_data(Pair& pair, bool accepted) {
  Pair first;
  first.server.host.settings->max_early_data = pair.server.host.settings->max_early_data = 1000;
  CHECK(first.run());
  for (const auto& [name, ticket] : first.server.host.tickets) pair.server.host.tickets[name] = ticket.share();
  auto offered = first.client.host.published.back().share();
  pair.client.machine = handshake::make_client(pair.client.host, pair.client.facts, std::move(offered));
  pair.client.machine->want_early_data();
  if (accepted) pair.server.machine->want_early_data();
  pair.server.tamper = [&pair](wire::HandshakeType type, ByteVector&) {
    if (type != wire::HandshakeType::encrypted_extensions) return;
    (void)pair.client.machine->end_early_data(pair.client.out);
  };
}

constexpr Way kWays[] = {
    {"ExternalPsk", give_external_psk},
    {"PskWithoutKeyExchange",
     [](Pair& pair) {
       give_external_psk(pair);
       for (Side* side : {&pair.client, &pair.server}) side->host.settings->switches.allow_psk_ke = true;
       pair.server.host.settings->groups = {NamedGroup::secp521r1};
     }},
    {"Cookie", [](Pair& pair) { pair.server.host.wants_cookies = true; }},
    {"CookieOfAnotherServer",
     [](Pair& pair) {
       pair.server.host.wants_cookies = true;
       pair.client.tamper = [&pair, hellos = 0](wire::HandshakeType type, ByteVector&) mutable {
         if (type != wire::HandshakeType::client_hello || ++hellos != 2) return;
         pair.server.out = {};
         pair.server.facts = {};
         pair.server.machine = handshake::make_server(pair.server.host, pair.server.facts);
         pair.take(pair.server, pair.server.machine->start(pair.server.out));
       };
     }},
    {"EarlyData", [](Pair& pair) { offer_early_data(pair, true); }},
    {"EarlyDataThatIsRefused", [](Pair& pair) { offer_early_data(pair, false); }},
    {"KnownMasterSecret",
     [](Pair& pair) {
       pair.client.host.settings->max_version = kTls12;
       pair.client.host.ticket_extension = ByteVector{'p', 'a', 'c'};
       pair.client.host.secret = pair.server.host.secret = ByteVector(48, 's');
     }},
    {"RsaCertificate", [](Pair& pair) { use_tls12_suite(pair, 0xc02f); }},
    {"MasterSecretOfOldForm",
     [](Pair& pair) {
       use_tls12_suite(pair, 0xc02f);
       pair.client.host.settings->switches.extended_master_secret = false;
     }},
    {"ClientCertificate",
     [](Pair& pair) {
       use_tls12_suite(pair, 0xc030);
       pair.server.host.settings->client_certificate = handshake::PeerCertificate::required;
       pair.client.host.settings->credentials.push_back(rsa_credential());
     }},
};

bool tells(const Side& side, const char* function) { return side.error && tells_of(side.error->alert, function); }

class Machines : public testing::TestWithParam<Way> {};

TEST_P(Machines, EndWhenLibcryptoFails) {
  for (unsigned nth = 1;; ++nth) {
    Pair pair;
    GetParam().prepare(pair);
    FailingLibcrypto failing(nth);
    failing.in_force(true);
    const bool complete = pair.run();
    failing.in_force(false);
    if (failing.failed() == nullptr) {
      EXPECT_TRUE(complete);
      EXPECT_GT(nth, 50u);
      break;
    }
    SCOPED_TRACE(std::string(failing.failed()) + ", call " + std::to_string(nth));
    if (complete) {
      const bool pooled = std::string_view(failing.failed()) == "RAND_bytes_ex";  // SystemRandom asks once more
      EXPECT_TRUE(pooled || may_be_done_without(failing.failed()));
    } else {
      EXPECT_TRUE(tells(pair.client, failing.failed()) || tells(pair.server, failing.failed()));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Machines, testing::ValuesIn(kWays), [](const auto& info) { return info.param.name; });

// --- Once the handshake is over

TEST(Exporters, GiveNothingWhenLibcryptoFails) {
  for (const std::uint16_t version : {handshake::kTls12, handshake::kTls13}) {
    Pair pair;
    pair.client.host.settings->max_version = version;
    ASSERT_TRUE(pair.run());
    for (unsigned nth = 1;; ++nth) {
      ByteVector key(100);
      FailingLibcrypto failing(nth);
      failing.in_force(true);
      const auto exported = pair.client.machine->export_key("label", {}, true, key);
      failing.in_force(false);
      if (failing.failed() == nullptr) {
        EXPECT_TRUE(exported.ok());
        EXPECT_GT(nth, 2u);
        break;
      }
      EXPECT_FALSE(exported.ok()) << failing.failed() << nth;
    }
  }
}

// --- Without a handshake

struct Sealing {
  crypto::Aead aead;
  record::Format format;
  std::size_t padding = 0;
};

TEST(Records, AreNotSentWhenLibcryptoFails) {
  using crypto::Aead;
  constexpr Sealing kSealings[] = {
      {Aead::aes_128_gcm, record::Format::tls13},
      {Aead::aes_128_gcm, record::Format::tls13, 10},
      {Aead::aes_128_ccm, record::Format::tls13},
      {Aead::aes_128_gcm, record::Format::tls12_explicit_nonce},
      {Aead::chacha20_poly1305, record::Format::tls12_implicit_nonce},
  };
  const auto algorithms = handshake::testing::test_algorithms();
  for (const auto& sealing : kSealings) {
    for (unsigned nth = 1;; ++nth) {
      record::Sealer sealer;
      ASSERT_TRUE(sealer.use_keys(*algorithms, record::test_keys(sealing.aead, sealing.format, 1)).ok());
      const record::Content content{wire::ContentType::application_data, bytes_of("some data"), sealing.padding};
      ByteVector out(sealer.sealed_size(content));
      FailingLibcrypto failing(nth);
      failing.in_force(true);
      const auto sealed = sealer.seal(content, out);
      failing.in_force(false);
      if (failing.failed() == nullptr) {
        EXPECT_TRUE(sealed.ok());
        EXPECT_GT(nth, 2u);
        break;
      }
      EXPECT_FALSE(sealed.ok()) << failing.failed() << nth;
    }
  }
}

}  // namespace
}  // namespace reprise::failure

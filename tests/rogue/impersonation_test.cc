// SPDX-License-Identifier: Apache-2.0
// What can be made of everything that a peer has seen authenticates him as nobody but himself.
//
// Mallory has a certificate and key that are trusted, as alice has. He has seen what alice sent in handshakes of her
// own, all of it in the clear (as a server has that she spoke to), and knows no key of hers. From every state that an
// honest peer leads to, all short sequences of terms are tried: hers replayed, hers and his joined, his own signatures
// under her name, and his honest messages in any order. Whatever happens, alice is never shown, and where somebody must
// be shown no data is taken before he is.
#include <gtest/gtest.h>

#include <functional>

#include "encounter.h"
#include "search_depth.h"

namespace reprise::rogue {
namespace {

using wire::HandshakeType;

// One thing to send: a handshake message, made when it is sent.
struct Term {
  const char* name;
  std::function<ByteVector(Rogue&)> make;
};

Ref<const crypto::CertificateChain> chain_of(std::initializer_list<const handshake::Credential*> owners) {
  std::vector<Ref<const crypto::Certificate>> certificates;
  for (const auto* owner : owners) certificates.push_back(owner->chain->certificates().front().share());
  return make_ref<crypto::CertificateChain>(std::move(certificates));
}

// What alice sent when she herself had come so far: her signature is over another transcript, with other randoms.
ByteVector seen_of_alice(const Setup& setup, const std::vector<Symbol>& way, Symbol message) {
  Encounter other(setup);
  other.rogue().be(alice());
  for (const Symbol symbol : way) (void)other.step(symbol);
  return other.rogue().message(message);
}

std::vector<Term> terms_of(const Setup& setup, const std::vector<Symbol>& way) {
  const ByteVector verify = seen_of_alice(setup, way, Symbol::certificate_verify);
  const ByteVector exchange = seen_of_alice(setup, way, Symbol::server_key_exchange);
  std::vector<Term> terms{
      {"alice's certificate", [](Rogue& rogue) { return rogue.certificate(alice().chain.get()); }},
      {"alice's, then mallory's", [](Rogue& rogue) { return rogue.certificate(&*chain_of({&alice(), &mallory()})); }},
      {"alice's signature of then", [=](Rogue&) { return verify; }},
      {"alice's key exchange of then", [=](Rogue&) { return exchange; }},
      {"mallory's signature", [](Rogue& rogue) { return rogue.certificate_verify(*mallory().key); }},
      {"the finished", [](Rogue& rogue) { return rogue.finished(false); }},
  };
  for (const Symbol symbol : {Symbol::certificate, Symbol::certificate_empty, Symbol::client_key_exchange,
                              Symbol::server_key_exchange, Symbol::server_hello_done, Symbol::key_update}) {
    terms.push_back({name_of(symbol), [symbol](Rogue& rogue) { return rogue.message(symbol); }});
  }
  return terms;
}

class Search {
 public:
  Search(const Setup& setup, std::vector<Symbol> way)
      : setup_(setup), way_(std::move(way)), terms_(terms_of(setup, way_)) {}
  // All sequences of up to `depth` terms behind the way.
  void run(std::size_t depth) { extend({}, depth); }
  std::size_t num_tried() const { return num_tried_; }

 private:
  static constexpr std::size_t kChangeCipherSpec = 1000, kData = 1001;

  void extend(std::vector<std::size_t> word, std::size_t depth) {
    if (!survives(word) || depth == 0) return;
    for (std::size_t i = 0; i < terms_.size() + 2; ++i) {
      auto longer = word;
      longer.push_back(i < terms_.size() ? i : kChangeCipherSpec + i - terms_.size());
      extend(std::move(longer), depth - 1);
    }
  }

  // Sends the sequence and looks at what the program is told after each part. False when the connection is over.
  bool survives(const std::vector<std::size_t>& word) {
    ++num_tried_;
    Encounter encounter(setup_);
    for (const Symbol symbol : way_) (void)encounter.step(symbol);
    std::string trace;
    for (const std::size_t each : word) {
      auto& rogue = encounter.rogue();
      if (each == kChangeCipherSpec) {
        trace += ", change_cipher_spec";
        (void)encounter.step(Symbol::change_cipher_spec);
      } else if (each == kData) {
        trace += ", data";
        (void)encounter.step(Symbol::application_data);
      } else {
        trace += std::string(", ") + terms_[each].name;
        const ByteVector message = terms_[each].make(rogue);
        const ByteVector record = rogue.records().seal(ContentType::handshake, message);
        rogue.sent(HandshakeType{message[0]}, message);
        (void)encounter.feed(record);
      }
      check(encounter.subject(), trace);
    }
    return !encounter.subject().failed();
  }

  void check(Subject& subject, const std::string& trace) {
    const auto* shown = subject.shown();
    if (shown != nullptr) {
      EXPECT_STRNE(name_of(*shown), "alice") << setup_.name << trace;
    }
    const bool wants_somebody = setup_.subject == Role::client || setup_.authenticates;
    if (wants_somebody && shown == nullptr) {
      EXPECT_EQ(subject.data(), "") << setup_.name << trace;
    }
    EXPECT_TRUE(subject.complete() || subject.data().empty()) << setup_.name << trace;
  }

  const Setup& setup_;
  std::vector<Symbol> way_;
  std::vector<Term> terms_;
  std::size_t num_tried_ = 0;
};

// The honest ways on which somebody is authenticated; the search begins behind each of their beginnings.
std::vector<Symbol> way_of(const Setup& setup) {
  using S = Symbol;
  const bool tls13 = setup.version == kTls13;
  if (setup.subject == Role::client) {
    if (tls13) return {S::server_hello, S::encrypted_extensions, S::certificate, S::certificate_verify, S::finished};
    return {S::server_hello, S::certificate, S::server_key_exchange, S::server_hello_done};
  }
  if (setup.post_handshake) return {S::client_hello, S::finished, S::ask_certificate, S::certificate};
  if (!setup.authenticates) return {S::client_hello};
  if (tls13) return {S::client_hello, S::certificate, S::certificate_verify, S::finished};
  return {S::client_hello, S::certificate, S::client_key_exchange, S::certificate_verify, S::change_cipher_spec};
}

class Impersonation : public testing::TestWithParam<Setup> {};

TEST_P(Impersonation, DoesNotSucceedWithWhatWasSeenOfAnother) {
  const auto way = way_of(GetParam());
  std::size_t num_tried = 0;
  for (std::size_t begin = 0; begin <= way.size(); ++begin) {
    Search search(GetParam(), {way.begin(), way.begin() + std::ptrdiff_t(begin)});
    search.run(search_depth(3));
    num_tried += search.num_tried();
  }
  EXPECT_GT(num_tried, 20u);
}

INSTANTIATE_TEST_SUITE_P(Rogue, Impersonation, testing::ValuesIn(all_setups().begin(), all_setups().end()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace reprise::rogue

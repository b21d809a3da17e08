// SPDX-License-Identifier: Apache-2.0
// Records under other keys than those in use, messages cut over records, and messages joined where the keys change: in
// every state of the tables in allowed/.
#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <sstream>

#include "allowed.h"
#include "encounter.h"

namespace reprise::rogue {
namespace {

using wire::HandshakeType;

constexpr const char* kUnexpected = "alert:unexpected_message dead";

struct Content {
  ContentType type;
  ByteVector bytes;
};

std::vector<Content> contents(Rogue& rogue) {
  return {{ContentType::application_data, copy_of(bytes_of("gimme"))},
          {ContentType::handshake, rogue.finished(false)},
          {ContentType::alert, {1, 0}},
          {ContentType::alert, {2, 40}}};
}

bool is_handshake_message(Symbol symbol) {
  return symbol < Symbol::change_cipher_spec;
}

class Keys : public testing::TestWithParam<Setup> {
 protected:
  Keys() : table_(allowed(allowed_table(GetParam()), GetParam()).automaton), ways_(ways(table_)) {}

  bool is_tls13() const { return GetParam().version == kTls13; }
  Encounter at(std::size_t state) const {
    Encounter encounter(GetParam());
    for (const Symbol symbol : ways_[state]) (void)encounter.step(symbol);
    return encounter;
  }
  const Transition& transition(std::size_t state, Symbol symbol) const {
    return table_.states[state][std::size_t(symbol)];
  }
  bool goes_on(std::size_t state, Symbol symbol) const {
    return is_handshake_message(symbol) && transition(state, symbol).next != kDead;
  }
  // A client has sent nothing under its handshake keys yet: it may have none.
  bool has_new_handshake_keys(std::size_t state, const Records& records) const {
    if (GetParam().subject == Role::client || records.write_epoch() != Epoch::handshake) return false;
    const Symbol last = ways_[state].back();
    return last == Symbol::end_of_early_data || last <= Symbol::client_hello_early;
  }
  std::string place(std::size_t state) const {
    std::string text = table_.names[state] + ", behind";
    for (const Symbol symbol : ways_[state]) text += std::string(" ") + name_of(symbol);
    return text;
  }

  const Automaton table_;
  const std::vector<std::vector<Symbol>> ways_;
};

// --- Other keys

// RFC 9846, 5 and 5.2: what does not open is bad_record_mac; what is not protected at all is of no use but for alerts
// of a client that could not make its keys (A.1).
std::string answer_in_tls13(bool in_the_clear, bool reports_in_the_clear, const Content& content) {
  if (!in_the_clear || content.type == ContentType::application_data) return "alert:bad_record_mac dead";
  if (content.type == ContentType::alert && reports_in_the_clear) return content.bytes[1] == 0 ? "closed" : "dead";
  return kUnexpected;
}

TEST_P(Keys, NothingIsTakenUnderOthersThanThoseInUse) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    const std::size_t num_writers = at(state).rogue().records().num_writers();
    for (std::size_t writer = 0; writer < num_writers; ++writer) {
      for (std::size_t i = 0; i < 4; ++i) {
        Encounter encounter = at(state);
        auto& records = encounter.rogue().records();
        if (writer == records.writing() || records.writing() == 0) continue;
        const Content content = contents(encounter.rogue())[i];
        const std::string answer = encounter.feed(records.seal(content.type, content.bytes, writer));
        const std::string expected =
            is_tls13() ? answer_in_tls13(writer == 0, has_new_handshake_keys(state, records), content)
                       : "alert:bad_record_mac dead";  // RFC 5246, 6.2.3.3
        EXPECT_EQ(answer, expected) << place(state) << ": content " << i << " under keys " << writer;
      }
    }
  }
}

TEST_P(Keys, NothingIsTakenUnderKeysOfWhichNoKeyUpdateTold) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    for (std::size_t i = 0; i < 4; ++i) {
      Encounter encounter = at(state);
      const Content content = contents(encounter.rogue())[i];
      const ByteVector record = encounter.rogue().seal_ahead(content.type, content.bytes);
      if (record.empty()) continue;
      EXPECT_EQ(encounter.feed(record), "alert:bad_record_mac dead") << place(state);
    }
  }
}

// RFC 9846, 4.7.3: the old keys are of no use any more.
TEST_P(Keys, AKeyUpdateEndsTheKeysBefore) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    if (!goes_on(state, Symbol::key_update)) continue;
    for (std::size_t i = 0; i < 4; ++i) {
      Encounter encounter = at(state);
      auto& records = encounter.rogue().records();
      const std::size_t before = records.writing();
      (void)encounter.step(Symbol::key_update);
      const Content content = contents(encounter.rogue())[i];
      EXPECT_EQ(encounter.feed(records.seal(content.type, content.bytes, before)), "alert:bad_record_mac dead")
          << place(state);
    }
  }
}

// --- Cut

TEST_P(Keys, AMessageMayBeCutAnywhereAndNothingComesBetween) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    for (const Symbol symbol : all_symbols()) {
      if (!goes_on(state, symbol)) continue;
      for (const auto between : {Symbol::ask_certificate, Symbol::application_data, Symbol::alert_warning,
                                 Symbol::change_cipher_spec}) {
        Encounter encounter = at(state);
        auto& rogue = encounter.rogue();
        const ByteVector whole = rogue.message(symbol);
        const std::size_t cut = 1 + std::size_t(between) % (whole.size() - 1);
        EXPECT_EQ(encounter.feed(rogue.records().seal(ContentType::handshake, Bytes(whole).first(cut))), "-");
        if (between != Symbol::ask_certificate) {
          // RFC 9846, 5.1; TLS 1.2 says nothing of alerts.
          const bool is_known_tls13 = encounter.subject().connection().facts().version == kTls13;
          const bool passed_over = between == Symbol::alert_warning && !is_known_tls13;
          EXPECT_EQ(encounter.step(between), passed_over ? "-" : kUnexpected) << place(state) << name_of(between);
          continue;
        }
        const ByteVector rest = rogue.records().seal(ContentType::handshake, Bytes(whole).subspan(cut));
        rogue.sent(HandshakeType{whole[0]}, whole);
        EXPECT_EQ(encounter.feed(rest), transition(state, symbol).output) << place(state) << ": " << name_of(symbol);
      }
    }
  }
}

// --- Cut where the keys change

// RFC 9846, 5.1, and as much for TLS 1.2: a message that begins under one key does not end under another.
TEST_P(Keys, AMessageThatBeginsBeforeItsKeysIsRefused) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    for (const Symbol first : all_symbols()) {
      if (!goes_on(state, first)) continue;
      for (const Symbol second : all_symbols()) {
        if (!goes_on(transition(state, first).next, second)) continue;
        Encounter encounter = at(state);
        auto& rogue = encounter.rogue();
        const std::size_t writer = rogue.records().writing();
        ByteVector begun = rogue.message(first);
        rogue.sent(HandshakeType{begun[0]}, begun);
        if (rogue.records().writing() == writer) continue;
        const ByteVector next = rogue.message(second);
        const std::size_t cut = 1 + (state + std::size_t(second)) % (next.size() - 1);
        begun.insert(begun.end(), next.begin(), next.begin() + std::ptrdiff_t(cut));
        std::string answer = encounter.feed(rogue.records().seal(ContentType::handshake, begun, writer));
        answer += " " + encounter.feed(rogue.records().seal(ContentType::handshake, Bytes(next).subspan(cut)));
        EXPECT_TRUE(answer.starts_with(kUnexpected)) << place(state) << ": " << name_of(first) << ", then " << cut
                                                     << " bytes of " << name_of(second) << ": " << answer;
      }
    }
  }
}

// The change of TLS 1.2 is a record of its own, and so cannot come within a message either.
TEST_P(Keys, AFinishedThatBeginsBeforeItsKeysIsRefused) {
  if (is_tls13()) return;
  std::size_t tried = 0;
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    if (transition(state, Symbol::change_cipher_spec).next == kDead) continue;
    for (const std::size_t cut : {1, 4, 5, 15}) {
      Encounter encounter = at(state);
      auto& rogue = encounter.rogue();
      const ByteVector finished = rogue.finished(false);
      EXPECT_EQ(encounter.feed(rogue.records().seal(ContentType::handshake, Bytes(finished).first(cut))), "-");
      EXPECT_EQ(encounter.step(Symbol::change_cipher_spec), kUnexpected) << place(state) << ": " << cut;
      ++tried;
    }
  }
  EXPECT_NE(tried, 0u);
}

// --- Joined

// RFC 9846, 5.1: these end their record, because the keys may change behind them.
bool must_end_its_record(HandshakeType type) {
  return type == HandshakeType::client_hello || type == HandshakeType::server_hello ||
         type == HandshakeType::end_of_early_data || type == HandshakeType::finished ||
         type == HandshakeType::key_update;
}

std::multiset<std::string> words_of(const std::string& line) {
  std::stringstream words(line);
  std::multiset<std::string> all{std::istream_iterator<std::string>(words), {}};
  all.erase("-");
  return all;
}

// What comes of one message and of the other, in whatever order it is told. "sealed" is a message that the rogue could
// not read, since it went over to other keys too early.
bool is_both(const std::string& answer, const std::string& one, const std::string& other) {
  const auto expected = words_of(one + " " + other);
  const auto found = words_of(answer);
  return found == expected || (found.contains("sealed") && found.size() == expected.size());
}

TEST_P(Keys, MessagesShareARecordWhereNoKeysChangeBetweenThem) {
  for (std::size_t state = 0; state < ways_.size(); ++state) {
    for (const Symbol first : all_symbols()) {
      if (!goes_on(state, first)) continue;
      const std::size_t middle = transition(state, first).next;
      for (const Symbol second : all_symbols()) {
        if (!goes_on(middle, second)) continue;
        Encounter encounter = at(state);
        auto& rogue = encounter.rogue();
        const std::size_t writer = rogue.records().writing();
        const bool was_complete = encounter.subject().complete();
        ByteVector both = rogue.message(first);
        const HandshakeType type{both[0]};
        rogue.sent(type, both);
        const ByteVector next = rogue.message(second);
        rogue.sent(HandshakeType{next[0]}, next);
        both.insert(both.end(), next.begin(), next.end());
        const std::string answer = encounter.feed(rogue.records().seal(ContentType::handshake, both, writer));
        const std::string what = place(state) + ": " + name_of(first) + " " + name_of(second);
        if (is_tls13() && must_end_its_record(type)) {
          EXPECT_TRUE(answer.ends_with(kUnexpected)) << what << ": " << answer;
          EXPECT_EQ(encounter.subject().complete(), was_complete) << what;
          EXPECT_EQ(encounter.subject().early_data() + encounter.subject().data(), "") << what;
        } else {
          EXPECT_TRUE(is_both(answer, transition(state, first).output, transition(middle, second).output))
              << what << ": " << answer;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rogue, Keys, testing::ValuesIn(all_setups().begin(), all_setups().end()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace reprise::rogue

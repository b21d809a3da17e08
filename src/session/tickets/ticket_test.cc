// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/ticket.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <string>
#include <thread>

#include "crypto/cbc.h"
#include "session/object/session_der.h"
#include "session/tickets/rfc5077_keys.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr ScopeHash kScope{1, 2, 3};
constexpr ScopeHash kOtherScope{1, 2, 4};
constexpr std::int64_t kHour_s = 3600;

class TicketTest : public testing::Test {
 protected:
  static SessionFields some_fields() {
    SessionFields f = fields_with_id("id");
    f.alpn = bytes_of("h2");
    f.session_id_context = bytes_of("context");
    f.origin_time = kNow - 1000;
    return f;
  }
  static Ref<Session> some_session(std::int64_t timeout_s = 7200) {
    return Session::create(SessionData::make(some_fields()), kNow, timeout_s);
  }
  Ref<Session> session_with_peer(const std::string& der) {
    const auto certificate = std::move(certificates_.intern(bytes_of(der)).value());
    SessionFields f = some_fields();
    f.peer = certificate.get();
    return Session::create(SessionData::make(f), kNow, 7200);
  }

  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
  crypto::SystemRandom random_{algorithms_.share()};
};

class Ticket : public TicketTest {
 protected:
  ByteVector sealed(const Session& session, UnixSeconds now = kNow) {
    auto result = sealer_.seal(session, kScope, now);
    EXPECT_TRUE(result.ok());
    return std::move(result.value().bytes);
  }
  WhyNotResumed why_not(Bytes ticket, UnixSeconds now = kNow) {
    auto opened = sealer_.open(ticket, kScope, now);
    EXPECT_EQ(bool(opened.session), opened.why == WhyNotResumed::resumed);
    return opened.why;
  }
  TicketSealer sealer_{
      algorithms_.share(), random_, certificates_, {.rotation = Seconds(kHour_s), .overlap = Seconds(2 * kHour_s)}};
};

TEST_F(Ticket, IsNotOfAKeyOfWhichItHasPartOfTheName) {
  const auto ticket = sealed(*some_session());  // goes on where the part ends
  EXPECT_EQ(why_not(Bytes(ticket).first(kTicketKeyNameLen - 1)), WhyNotResumed::unknown_ticket_key);
  EXPECT_EQ(why_not(Bytes(ticket).first(kTicketKeyNameLen)), WhyNotResumed::ticket_altered);
}

TEST_F(Ticket, GivesBackTheSession) {
  const auto session = some_session();
  const auto opened = sealer_.open(sealed(*session), kScope, kNow);
  ASSERT_TRUE(opened.session);
  const SessionData& data = opened.session->data();
  EXPECT_EQ(data.version(), 0x0303);
  EXPECT_EQ(text_of(data.secret()), text_of(session->data().secret()));
  EXPECT_EQ(text_of(data.alpn()), "h2");
  EXPECT_EQ(text_of(data.session_id_context()), "context");
  EXPECT_EQ(data.origin_time(), (kNow - 1000 + 511) / 512 * 512) << "kept in units of 512 s";
  EXPECT_EQ(text_of(data.session_id()), "id");
  EXPECT_EQ(opened.session->time(), kNow);
  EXPECT_EQ(opened.session->timeout_s(), 7200);
  EXPECT_FALSE(opened.renew);
}

TEST_F(Ticket, ShowsNothingOfTheSessionAndIsNeverTheSame) {
  const auto session = some_session();
  const ByteVector one = sealed(*session);
  const ByteVector two = sealed(*session);
  EXPECT_NE(one, two);
  EXPECT_EQ(text_of(one).find(text_of(session->data().secret())), std::string_view::npos);
  EXPECT_LT(one.size(), 240u);
}

TEST_F(Ticket, IsRefusedWhenAnyBitIsChanged) {
  ByteVector ticket = sealed(*some_session());
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    ticket[i] ^= 0x10;
    EXPECT_EQ(why_not(ticket),
              i < kTicketKeyNameLen ? WhyNotResumed::unknown_ticket_key : WhyNotResumed::ticket_altered);
    ticket[i] ^= 0x10;
  }
  for (std::size_t n = 0; n < ticket.size(); ++n) EXPECT_NE(why_not(Bytes(ticket).first(n)), WhyNotResumed::resumed);
  EXPECT_EQ(why_not(ticket), WhyNotResumed::resumed);
}

TEST_F(Ticket, IsRefusedInAnotherScope) {
  const ByteVector ticket = sealed(*some_session());
  const auto opened = sealer_.open(ticket, kOtherScope, kNow);
  EXPECT_FALSE(opened.session);
  EXPECT_EQ(opened.why, WhyNotResumed::wrong_scope);
}

TEST_F(Ticket, IsRefusedOnceItsSessionHasExpired) {
  const ByteVector ticket = sealed(*some_session(300));
  EXPECT_EQ(why_not(ticket, kNow + 300), WhyNotResumed::resumed);
  EXPECT_EQ(why_not(ticket, kNow + 301), WhyNotResumed::expired);
}

TEST_F(Ticket, IsRefusedByAnotherSealer) {
  TicketSealer other(algorithms_.share(), random_, certificates_);
  EXPECT_EQ(other.open(sealed(*some_session()), kScope, kNow).why, WhyNotResumed::unknown_ticket_key);
  EXPECT_TRUE(other.seal(*some_session(), kScope, kNow).ok());
  EXPECT_EQ(other.open(sealed(*some_session()), kScope, kNow).why, WhyNotResumed::unknown_ticket_key);
}

TEST_F(Ticket, OpensUntilItsKeyIsDroppedAndAsksForRenewalAfterRotation) {
  const auto session = some_session(100 * kHour_s);
  const ByteVector ticket = sealed(*session);
  sealed(*session, kNow + kHour_s);  // rotates
  auto opened = sealer_.open(ticket, kScope, kNow + kHour_s);
  EXPECT_TRUE(opened.session);
  EXPECT_TRUE(opened.renew);
  EXPECT_EQ(why_not(ticket, kNow + 3 * kHour_s), WhyNotResumed::resumed);
  EXPECT_EQ(why_not(ticket, kNow + 3 * kHour_s + 1), WhyNotResumed::unknown_ticket_key);
}

TEST_F(Ticket, RotatesItsKeysByTheClock) {
  sealed(*some_session());
  const auto before = sealer_.keys();
  ASSERT_EQ(before.size(), 2u);
  sealed(*some_session(), kNow + kHour_s - 1);
  EXPECT_EQ(sealer_.keys().size(), 2u);
  sealed(*some_session(), kNow + kHour_s);
  const auto after = sealer_.keys();
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[1].name, before[0].name);
  EXPECT_EQ(after[2].name, before[1].name);
  EXPECT_EQ(after[2].role, TicketKeyRole::old);
  for (int i = 2; i < 100; ++i) sealed(*some_session(), kNow + i * kHour_s);
  EXPECT_LE(sealer_.keys().size(), 5u);
}

// What `child` returns in a process forked from this one.
template <typename Child>
ByteVector from_fork(Child child) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const ByteVector bytes = child();
    _exit(::write(ends[1], bytes.data(), bytes.size()) == ssize_t(bytes.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  ByteVector bytes(4096);
  const ssize_t size = ::read(ends[0], bytes.data(), bytes.size());
  ::close(ends[0]);
  EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
  bytes.resize(std::size_t(std::max<ssize_t>(size, 0)));
  return bytes;
}

TEST_F(Ticket, OpensInAProcessForkedFromTheSameServer) {
  ASSERT_TRUE(sealer_.prepare(kNow).ok());
  const auto ticket = from_fork([&] { return sealed(*some_session()); });
  EXPECT_EQ(why_not(ticket, kNow), WhyNotResumed::resumed);
}

TEST_F(Ticket, OpensInAForkedProcessThatHasMissedRotations) {
  ASSERT_TRUE(sealer_.prepare(kNow).ok());
  const auto later = kNow + 5 * kHour_s + 17;
  const auto ticket = from_fork([&] {
    for (int hour = 1; hour < 5; ++hour) sealed(*some_session(), kNow + hour * kHour_s + 1);
    return sealed(*some_session(10 * kHour_s), later);
  });
  EXPECT_EQ(why_not(ticket, later), WhyNotResumed::resumed);
}

TEST_F(Ticket, RotatesWhenTheClockWasFarAheadAndIsPutRight) {
  sealed(*some_session(), kNow + 1'000'000'000);
  const auto wrong = sealer_.keys()[1].name;
  sealed(*some_session());
  EXPECT_NE(sealer_.keys()[1].name, wrong);
}

TEST_F(Ticket, AnnouncesNoMoreThanWhatIsLeftOfSessionAndKey) {
  const auto lifetime = [&](std::int64_t timeout_s, UnixSeconds now) {
    return sealer_.seal(*some_session(timeout_s), kScope, now).value().lifetime.count();
  };
  EXPECT_EQ(lifetime(300, kNow), 300u);
  EXPECT_EQ(lifetime(300, kNow + 100), 200u);
  EXPECT_EQ(lifetime(300, kNow + 400), 0u);
  EXPECT_EQ(lifetime(kNever, kNow), 3 * kHour_s);
  EXPECT_EQ(lifetime(kNever, kNow + 1000), 3 * kHour_s - 1000);
  TicketSealer slow(algorithms_.share(), random_, certificates_,
                    {.rotation = Seconds(kNever), .overlap = Seconds(kNever)});
  EXPECT_EQ(slow.seal(*some_session(kNever), kScope, kNow).value().lifetime.count(), 604800);
}

TEST_F(Ticket, AnnouncesNoMoreThanWhatIsLeftOfItsLineage) {
  SessionFields f = some_fields();
  f.origin_time = kNow - 604800 + 60;
  TicketSealer slow(algorithms_.share(), random_, certificates_,
                    {.rotation = Seconds(kNever), .overlap = Seconds(kNever)});
  EXPECT_EQ(slow.seal(*Session::create(SessionData::make(f), kNow, 7200), kScope, kNow).value().lifetime.count(), 60);
}

TEST_F(Ticket, AnnouncesNothingOfASessionThatEndedBeforeAllTime) {
  constexpr UnixSeconds kFirst = std::numeric_limits<UnixSeconds>::min();
  const auto session = Session::create(SessionData::make(some_fields()), kFirst, 0);
  EXPECT_EQ(ticket_lifetime(*session, kNever, kNow), 0u);
}

TEST_F(Ticket, NamesTheCertificateThatDoesNotFit) {
  const std::string contents(9000, 'x');
  const auto session = session_with_peer(std::string("\x30\x82\x23\x28", 4) + contents);
  const ByteVector ticket = sealed(*session);
  EXPECT_LT(ticket.size(), 300u);
  const auto opened = sealer_.open(ticket, kScope, kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_EQ(opened.session->data().peer(), session->data().peer());
}

TEST_F(Ticket, IsOfNoUseOnceManyOthersHaveLeftTheirCertificatesOut) {
  const auto session_of = [&](char c) {
    return session_with_peer(std::string("\x30\x82\x23\x28", 4) + std::string(9000, c));
  };
  const ByteVector ticket = sealed(*session_of('x'));
  EXPECT_EQ(why_not(ticket), WhyNotResumed::resumed);
  for (int i = 0; i < 32; ++i) sealed(*session_of(char('A' + i)));
  EXPECT_EQ(why_not(ticket), WhyNotResumed::certificate_unknown);
}

TEST_F(Ticket, CarriesACertificateThatFits) {
  const auto session = session_with_peer(std::string("\x30\x04", 2) + "cert");
  const auto opened = sealer_.open(sealed(*session), kScope, kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_EQ(opened.session->data().peer(), session->data().peer());
}

TEST_F(Ticket, IsNotMadeWhenItWouldNotFitIntoARecord) {
  const auto session = some_session();
  const std::string appdata(kMaxTicketLen, 'x');
  session->edit([&](SessionFields& f) { f.ticket_appdata = bytes_of(appdata); });
  const auto result = sealer_.seal(*session, kScope, kNow);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::too_long);
}

TEST_F(TicketTest, IsNotMadeOfASessionWithoutASuite) {
  auto fields = some_fields();
  fields.cipher_suite = 0;
  const auto session = Session::create(SessionData::make(fields), kNow, 7200);
  TicketSealer small(algorithms_.share(), random_, certificates_, {.max_bytes = 64});
  EXPECT_EQ(small.seal(*session, kScope, kNow).error().reason, Reason::bad_cipher);
  const auto peer = std::move(certificates_.intern(bytes_of(std::string("\x30\x04", 2) + "cert")).value());
  fields.peer = peer.get();
  const auto with_peer = Session::create(SessionData::make(fields), kNow, 7200);
  EXPECT_EQ(small.seal(*with_peer, kScope, kNow).error().reason, Reason::bad_cipher) << "whose certificate is left out";
  const std::string keys(kRfc5077KeysLen, 'k');
  const auto shared = Rfc5077Keys::create(algorithms_.share(), random_, certificates_, bytes_of(keys));
  EXPECT_EQ(shared.value()->seal(*session, kNow).error().reason, Reason::bad_cipher);
}

TEST_F(Ticket, IsNotOpenedOnceTheKeysAreForgotten) {
  const ByteVector ticket = sealed(*some_session());
  sealer_.forget_keys();
  EXPECT_EQ(why_not(ticket), WhyNotResumed::unknown_ticket_key);
}

TEST_F(Ticket, IsSealedAndOpenedBySeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<UnixSeconds> clock = kNow;  // of all: what is sealed by one is not hours away from what another seals
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const UnixSeconds now = clock += 15;
        const auto session = Session::create(SessionData::make(some_fields()), now, 7200);
        auto ticket = sealer_.seal(*session, kScope, now);
        EXPECT_TRUE(sealer_.open(ticket.value().bytes, kScope, now).session);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

class Rfc5077 : public TicketTest {
 protected:
  static std::string key_text(char c) { return std::string(kRfc5077KeysLen, c); }
  Ref<const Rfc5077Keys> keys(const std::string& text) {
    return std::move(Rfc5077Keys::create(algorithms_.share(), random_, certificates_, bytes_of(text)).value());
  }
};

TEST_F(Rfc5077, OpensWhatTheSameKeysSealed) {
  const auto session = some_session();
  const auto ticket = keys(key_text('k'))->seal(*session, kNow);
  ASSERT_TRUE(ticket.ok());
  EXPECT_EQ(ticket.value().lifetime.count(), 7200);
  EXPECT_EQ(ticket.value().bytes.size() % 16, 0u);
  const auto opened = keys(key_text('k'))->open(ticket.value().bytes, kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_EQ(text_of(opened.session->data().secret()), text_of(session->data().secret()));
  EXPECT_EQ(keys(key_text('k'))->open(ticket.value().bytes, kNow + 7201).why, WhyNotResumed::expired);
}

TEST_F(Rfc5077, MakesNoTicketThatWouldNotFitIntoARecord) {
  const auto peer = session_with_peer(std::string("\x30\x82\x3e\x80", 4) + std::string(16'000, 'x'));
  const auto result = keys(key_text('k'))->seal(*peer, kNow);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::too_long);
}

TEST_F(Rfc5077, RefusesOtherKeysAndAlteredTickets) {
  const auto own = keys(key_text('k'));
  ByteVector ticket = std::move(own->seal(*some_session(), kNow).value().bytes);
  EXPECT_TRUE(own->open(ticket, kNow).session);
  EXPECT_EQ(keys(key_text('j'))->open(ticket, kNow).why, WhyNotResumed::unknown_ticket_key);
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    ticket[i] ^= 1;
    EXPECT_FALSE(own->open(ticket, kNow).session);
    ticket[i] ^= 1;
    EXPECT_FALSE(own->open(Bytes(ticket).first(i), kNow).session);
  }
}

// A ticket of whoever shares the keys: what is in it may be anything.
TEST_F(Rfc5077, RefusesWhatIsNoSessionUnderItsOwnKeys) {
  const std::string text = key_text('k');
  const Bytes all = bytes_of(text);
  const auto ticket_of = [&](Bytes plain, std::size_t cut) {
    ByteVector ticket = copy_of(all.first(16));  // the name; the iv is as good as any
    ticket.insert(ticket.end(), all.begin(), all.begin() + 16);
    crypto::CbcContext cbc;
    EXPECT_TRUE(cbc.encrypt(*algorithms_, all.last(32), all.first(16), plain, ticket).ok());
    ticket.resize(ticket.size() - cut);
    crypto::HmacKey key;
    crypto::Hash work;
    std::array<std::uint8_t, 32> tag;
    EXPECT_TRUE(key.set(*algorithms_, crypto::HashAlgorithm::sha256, all.subspan(16, 32)).ok());
    EXPECT_TRUE(key.mac(work, {Bytes(ticket)}, tag).ok());
    ticket.insert(ticket.end(), tag.begin(), tag.end());
    return ticket;
  };
  ByteVector der;
  ASSERT_TRUE(encode_session(*some_session(), der).ok());
  const auto own = keys(text);
  EXPECT_TRUE(own->open(ticket_of(der, 0), kNow).session);
  EXPECT_EQ(own->open(ticket_of(der, 1), kNow).why, WhyNotResumed::ticket_altered) << "no whole block";
  EXPECT_EQ(own->open(ticket_of(der, 16), kNow).why, WhyNotResumed::ticket_altered) << "no padding";
  EXPECT_EQ(own->open(ticket_of(bytes_of("nonsense"), 0), kNow).why, WhyNotResumed::ticket_altered);
  der.push_back(0);
  EXPECT_EQ(own->open(ticket_of(der, 0), kNow).why, WhyNotResumed::ticket_altered) << "more behind it";
}

TEST_F(Rfc5077, TakesEightyBytesOfKeys) {
  const auto made = [&](std::size_t len) {
    const std::string text(len, 'k');
    return Rfc5077Keys::create(algorithms_.share(), random_, certificates_, bytes_of(text)).ok();
  };
  EXPECT_TRUE(made(80));
  EXPECT_FALSE(made(79));
  EXPECT_FALSE(made(48));
  EXPECT_EQ(text_of(keys(key_text('k'))->keys()), key_text('k'));
}

}  // namespace
}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
#include "session/client/stored_session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "session/object/session_der.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

class StoredSession : public testing::Test {
 protected:
  Ref<const crypto::Certificate> certificate(std::string_view der) {
    return std::move(certificates_.intern(bytes_of(der)).value());
  }
  // A session of a peer that sent these certificates.
  Ref<Session> session_of(std::vector<std::string_view> ders) {
    std::vector<Ref<const crypto::Certificate>> list;
    for (const auto der : ders) list.push_back(certificate(der));
    const auto chain = make_ref<crypto::CertificateChain>(std::move(list));
    auto session = session_with_id("id");
    session->edit([&](SessionFields& fields) {
      fields.peer = &chain->leaf();
      fields.peer_chain = chain.get();
    });
    return session;
  }
  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
  // DER only by its outermost tag and length, which is all that a session's form looks at.
  static constexpr std::string_view kLeaf{"\x30\x02\x01\x01", 4};
  static constexpr std::string_view kIssuer{"\x30\x03\x02\x02\x02", 5};
};

TEST_F(StoredSession, ComesBackWithThePeersChain) {
  const auto session = session_of({kLeaf, kIssuer});
  const auto bytes = encode_stored_session(*session);
  ASSERT_TRUE(bytes.ok());
  const auto back = decode_stored_session(bytes.value().bytes(), certificates_, kNow);
  ASSERT_TRUE(back.ok());
  const auto& data = back.value()->data();
  EXPECT_TRUE(std::ranges::equal(data.secret(), session->data().secret()));
  EXPECT_EQ(back.value()->time(), kNow);
  ASSERT_NE(data.peer_chain(), nullptr);
  ASSERT_EQ(data.peer_chain()->size(), 2u);
  EXPECT_EQ(text_of(data.peer()->der()), kLeaf);
  EXPECT_EQ(text_of((*data.peer_chain())[1].der()), kIssuer);
}

TEST_F(StoredSession, IsNotMadeOfASessionWithoutASuite) {
  auto fields = fields_with_id("id");
  fields.cipher_suite = 0;
  const auto session = Session::create(SessionData::make(fields), kNow, 300);
  EXPECT_EQ(encode_stored_session(*session).error().reason, Reason::bad_cipher);
}

TEST_F(StoredSession, ComesBackWithoutAPeer) {
  const auto bytes = encode_stored_session(*session_with_id("id"));
  const auto back = decode_stored_session(bytes.value().bytes(), certificates_, kNow);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value()->data().peer(), nullptr);
  EXPECT_EQ(back.value()->data().peer_chain(), nullptr);
}

TEST_F(StoredSession, IsRefusedWhenItIsCutShortOrGoesOn) {
  const auto bytes = encode_stored_session(*session_of({kLeaf, kIssuer}));
  const Bytes whole = bytes.value().bytes();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(decode_stored_session(whole.first(length), certificates_, kNow).ok()) << length;
  }
  auto longer = copy_of(whole);
  longer.push_back(0);
  EXPECT_FALSE(decode_stored_session(longer, certificates_, kNow).ok());
}

TEST_F(StoredSession, IsRefusedInAnotherFormat) {
  const auto bytes = encode_stored_session(*session_with_id("id"));
  auto other = copy_of(bytes.value().bytes());
  other[0] = 2;
  EXPECT_FALSE(decode_stored_session(other, certificates_, kNow).ok());
}

TEST_F(StoredSession, IsRefusedWithAChainAndNoLeaf) {
  const auto bytes = encode_stored_session(*session_with_id("id"));
  auto altered = copy_of(bytes.value().bytes());
  const ByteVector tail{0, 0, 4, 0, 0, 1, 7};
  altered.erase(altered.begin() + 1, altered.begin() + 4);
  altered.insert(altered.begin() + 1, tail.begin(), tail.end());
  EXPECT_FALSE(decode_stored_session(altered, certificates_, kNow).ok());
}

}  // namespace
}  // namespace reprise::session

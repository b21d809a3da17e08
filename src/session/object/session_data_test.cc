// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_data.h"

#include <gtest/gtest.h>

#include <array>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

TEST(SessionData, GivesBackEveryFieldThatItWasMadeFrom) {
  SessionFields f = fields_with_id("id");
  f.kex_group = 29;
  f.compression = 1;
  f.max_fragment_mode = 2;
  f.flags = 5;
  f.age_add = 0xfffffffe;
  f.max_early_data = 16384;
  f.verify_result = -20;
  f.lifetime_hint = 1ull << 40;
  f.origin_time = kNow;
  f.session_id_context = bytes_of("context");
  f.hostname = "example.org";
  f.psk_identity = "identity";
  f.psk_identity_hint = "hint";
  f.srp_username = "user";
  f.alpn = bytes_of("h2");
  f.ticket = bytes_of("ticket");
  f.ticket_appdata = bytes_of("appdata");
  f.peer_rpk = bytes_of("key");
  f.client_trust = bytes_of("trust");
  const auto data = SessionData::make(f);
  EXPECT_EQ(data->version(), 0x0303);
  EXPECT_EQ(data->cipher_suite(), 0xc02f);
  EXPECT_EQ(data->kex_group(), 29);
  EXPECT_EQ(data->compression(), 1);
  EXPECT_EQ(data->max_fragment_mode(), 2);
  EXPECT_EQ(data->flags(), 5u);
  EXPECT_TRUE(data->extended_master_secret());
  EXPECT_EQ(data->age_add(), 0xfffffffe);
  EXPECT_EQ(data->max_early_data(), 16384u);
  EXPECT_EQ(data->verify_result(), -20);
  EXPECT_EQ(data->lifetime_hint(), 1ull << 40);
  EXPECT_EQ(data->origin_time(), kNow);
  EXPECT_EQ(data->secret().size(), 48u);
  EXPECT_EQ(text_of(data->session_id()), "id");
  EXPECT_EQ(text_of(data->session_id_context()), "context");
  EXPECT_EQ(data->hostname(), "example.org");
  EXPECT_EQ(data->psk_identity(), "identity");
  EXPECT_EQ(data->psk_identity_hint(), "hint");
  EXPECT_EQ(data->srp_username(), "user");
  EXPECT_EQ(text_of(data->alpn()), "h2");
  EXPECT_EQ(text_of(data->ticket()), "ticket");
  EXPECT_EQ(text_of(data->ticket_appdata()), "appdata");
  EXPECT_EQ(text_of(data->peer_rpk()), "key");
  EXPECT_EQ(text_of(data->client_trust()), "trust");
}

TEST(SessionData, TellsAbsentFromEmpty) {
  SessionFields f = fields_with_id("id");
  f.hostname = "";
  f.alpn = bytes_of("");
  const auto data = SessionData::make(f);
  EXPECT_NE(data->hostname().data(), nullptr);
  EXPECT_NE(data->alpn().data(), nullptr);
  EXPECT_EQ(data->srp_username().data(), nullptr);
  EXPECT_EQ(data->ticket().data(), nullptr);
}

TEST(SessionData, EndsTextsWithAZeroByte) {
  SessionFields f = fields_with_id("id");
  f.hostname = std::string_view("example.org.and.more").substr(0, 11);
  f.alpn = bytes_of("h2");
  EXPECT_STREQ(SessionData::make(f)->hostname().data(), "example.org");
}

TEST(SessionData, KeepsASecretOfTheGreatestLength) {
  const std::string secret(kMaxSecretLen, 's');
  SessionFields f;
  f.secret = bytes_of(secret);
  EXPECT_EQ(text_of(SessionData::make(f)->secret()), secret);
}

// As many bytes in all, cut otherwise: what takes its place must be where it is looked for.
TEST(SessionData, KeepsEveryFieldInItsPlaceWhenAnEditMovesBytesBetweenThem) {
  const auto expect_same = [](const auto& change) {
    const auto session = session_with_id("identifier");
    session->edit([](SessionFields& f) {
      f.session_id_context = bytes_of("ctx"), f.alpn = bytes_of("h2"), f.hostname = "host";
    });
    const auto before = SessionData::make(session->data().fields());
    SessionFields expected = before->fields();
    change(expected);
    session->edit(change);
    const SessionFields found = session->data().fields();
    EXPECT_EQ(text_of(found.session_id), text_of(expected.session_id));
    EXPECT_EQ(text_of(found.session_id_context), text_of(expected.session_id_context));
    EXPECT_EQ(text_of(found.secret), text_of(expected.secret));
    EXPECT_EQ(text_of(found.alpn), text_of(expected.alpn));
    EXPECT_EQ(text_of(found.ticket), text_of(expected.ticket));
    EXPECT_EQ(found.hostname, expected.hostname);
  };
  expect_same([](SessionFields& f) { f.session_id = bytes_of("identifie"), f.session_id_context = bytes_of("rctx"); });
  expect_same([](SessionFields& f) {
    f.secret = bytes_of("0123456789abcdef0123456789abcdef0123456789ab"), f.session_id = bytes_of("identifier1234");
  });
  expect_same([](SessionFields& f) { f.alpn = {}, f.ticket = bytes_of("h2"); });
  expect_same([](SessionFields& f) { f.hostname = "hos", f.alpn = bytes_of("h2x"); });
}

// Both as long in all, and with the same items: only what lies where tells them apart.
TEST(SessionData, IsAssignedInPlaceWhereAllOfItLiesAlike) {
  const auto data_of = [](std::size_t secret_len, std::string_view hostname, Bytes alpn) {
    const ByteVector secret(secret_len, 's');
    SessionFields f;
    f.secret = secret;
    f.hostname = hostname;
    f.alpn = alpn;
    return SessionData::make(f);
  };
  const auto assigns = [](const Ref<const SessionData>& to, const Ref<const SessionData>& from) {
    return const_cast<SessionData&>(*to).assign_in_place(*from);
  };
  const auto names = data_of(32, "host", bytes_of("http"));
  EXPECT_TRUE(assigns(names, data_of(32, "tsoh", bytes_of("h2h2"))));
  EXPECT_EQ(names->hostname(), "tsoh");
  EXPECT_FALSE(assigns(names, data_of(32, "hos", bytes_of("http1"))));
  EXPECT_EQ(names->hostname(), "tsoh");
  // A secret that is shorter, with an item behind it that reads like the length of the other's.
  const std::uint8_t like_a_length[] = {4, 0, 0, 0, 'x', 'x', 'x', 'x'};
  const auto longer = data_of(32, {}, bytes_of("http"));
  EXPECT_FALSE(assigns(longer, data_of(28, {}, like_a_length)));
  EXPECT_EQ(longer->secret().size(), 32u);
}

TEST(SessionData, IsSmall) {
  const std::string id(32, 'i');
  const auto bare = Session::create(SessionData::make(fields_with_id(id)), kNow, 300);
  EXPECT_LE(bare->heap_bytes() + 2 * 16, 256u);
  SessionFields f = fields_with_id(id);
  const std::string ticket(200, 't');
  f.ticket = bytes_of(ticket);
  f.hostname = "www.example.org";
  f.alpn = bytes_of("http/1.1");
  const auto with_ticket = Session::create(SessionData::make(f), kNow, 300);
  EXPECT_LE(with_ticket->heap_bytes() + 2 * 16, 512u);
}

TEST(SessionDraft, RebuildsWhatItWasMadeFrom) {
  SessionFields f = fields_with_id("id");
  f.hostname = "";
  f.ticket = bytes_of("ticket");
  f.max_early_data = 7;
  const auto data = SessionData::make(f);
  const auto again = SessionDraft::from(*data).build();
  EXPECT_EQ(text_of(again->session_id()), "id");
  EXPECT_NE(again->hostname().data(), nullptr);
  EXPECT_EQ(again->srp_username().data(), nullptr);
  EXPECT_EQ(text_of(again->ticket()), "ticket");
  EXPECT_EQ(again->max_early_data(), 7u);
  EXPECT_EQ(again->heap_bytes(), data->heap_bytes());
}

}  // namespace
}  // namespace reprise::session

// SPDX-License-Identifier: Apache-2.0
// The functions for sessions that OpenSSL's headers of 3.0 do not declare, so that programs in C cannot test them.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <vector>

#include "capi/library/later_api.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "session/object/session.h"

namespace reprise::capi {
namespace {

struct FreeSession {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using OwnSession = std::unique_ptr<SSL_SESSION, FreeSession>;

OwnSession new_session() {
  OwnSession session(SSL_SESSION_new());
  reinterpret_cast<session::Session*>(session.get())->edit([](session::SessionFields& fields) {
    fields.version = TLS1_3_VERSION;
    fields.cipher_suite = 0x1301;
  });
  return session;
}

OwnSession decoded(const std::vector<unsigned char>& der) {
  const unsigned char* in = der.data();
  return OwnSession(d2i_SSL_SESSION_ex(nullptr, &in, long(der.size()), nullptr, nullptr));
}

std::vector<unsigned char> encoded(const SSL_SESSION* session) {
  std::vector<unsigned char> der(std::size_t(i2d_SSL_SESSION(session, nullptr)));
  unsigned char* out = der.data();
  i2d_SSL_SESSION(session, &out);
  return der;
}

TEST(LaterSessionApi, TimesBeyond32BitsAreKept) {
  const auto session = new_session();
  EXPECT_EQ(SSL_SESSION_set_time_ex(session.get(), 1LL << 40), 1LL << 40);
  EXPECT_EQ(SSL_SESSION_get_time_ex(session.get()), 1LL << 40);
  EXPECT_EQ(SSL_SESSION_get_time_ex(nullptr), 0);
  EXPECT_EQ(SSL_SESSION_set_time_ex(nullptr, 5), 0);
}

TEST(LaterSessionApi, FlushesByATimeOf64Bits) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> ctx(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  const auto session = new_session();
  SSL_SESSION_set1_id(session.get(), reinterpret_cast<const unsigned char*>("id"), 2);
  SSL_SESSION_set_time_ex(session.get(), 1LL << 40);
  SSL_SESSION_set_timeout(session.get(), 10);
  ASSERT_EQ(SSL_CTX_add_session(ctx.get(), session.get()), 1);
  SSL_CTX_flush_sessions_ex(ctx.get(), (1LL << 40) + 10);
  EXPECT_EQ(SSL_CTX_sess_number(ctx.get()), 1);
  SSL_CTX_flush_sessions_ex(ctx.get(), (1LL << 40) + 11);
  EXPECT_EQ(SSL_CTX_sess_number(ctx.get()), 0);
}

TEST(LaterSessionApi, LendsTheRawPublicKeyOfADecodedSession) {
  const Own<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  unsigned char* spki = nullptr;
  const int length = i2d_PUBKEY(key.get(), &spki);
  const Own<unsigned char> owned(spki);
  ASSERT_GT(length, 0);
  const auto session = new_session();
  EXPECT_EQ(SSL_SESSION_get0_peer_rpk(session.get()), nullptr);
  reinterpret_cast<session::Session*>(session.get())->edit([&](session::SessionFields& fields) {
    fields.peer_rpk = {spki, std::size_t(length)};
  });
  const auto read = decoded(encoded(session.get()));
  ASSERT_NE(read, nullptr);
  EVP_PKEY* lent = SSL_SESSION_get0_peer_rpk(read.get());
  ASSERT_NE(lent, nullptr);
  EXPECT_EQ(EVP_PKEY_eq(lent, key.get()), 1);
  EXPECT_EQ(SSL_SESSION_get0_peer_rpk(read.get()), lent);
}

}  // namespace
}  // namespace reprise::capi
